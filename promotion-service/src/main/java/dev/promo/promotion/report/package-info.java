/**
 * What the ledger's rows say of a campaign: proof, counters, lists, exports and what would have been; changes nothing but
 * for people who were left stranded. Start at {@link dev.promo.promotion.report.Proofs}.
 */
@NullMarked
package dev.promo.promotion.report;

import org.jspecify.annotations.NullMarked;
