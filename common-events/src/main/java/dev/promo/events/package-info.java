/**
 * What the services tell each other over Kafka; start at {@link dev.promo.events.FirstLogin}, or at what comes of it,
 * {@link dev.promo.events.VoucherChange} and {@link dev.promo.events.CampaignChanged}.
 */
@NullMarked
package dev.promo.events;

import org.jspecify.annotations.NullMarked;
