package dev.promo.promotion.campaign;

import java.time.Duration;
import java.time.Instant;

/** How long a voucher is good for. */
sealed interface VoucherValidity {

    /**
     * For so long from the moment that earned it.
     *
     * @param duration whole seconds
     */
    record Lasting(Duration duration) implements VoucherValidity {}

    /** To that moment, whenever it was earned. */
    record Until(Instant end) implements VoucherValidity {}
}
