/** What happened, for people to look up and for Kafka to tell; entry class {@link dev.promo.promotion.journal.VoucherJournal}. */
@NullMarked
package dev.promo.promotion.journal;

import org.jspecify.annotations.NullMarked;
