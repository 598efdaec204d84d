package dev.promo.promotion.checkout;

import java.math.BigDecimal;
import java.time.Instant;

/** Why a voucher cannot be spent on an order now. */
sealed interface Refusal {

    /** Stable, in upper case. */
    String reason();

    record Revoked() implements Refusal {
        @Override
        public String reason() {
            return "REVOKED";
        }
    }

    /** On another order, or on the same one with another amount. */
    record Used() implements Refusal {
        @Override
        public String reason() {
            return "USED";
        }
    }

    record Expired() implements Refusal {
        @Override
        public String reason() {
            return "EXPIRED";
        }
    }

    /**
     * For an order that is not paid yet.
     *
     * @param until when it is free again by itself
     */
    record Held(Instant until) implements Refusal {
        @Override
        public String reason() {
            return "HELD";
        }
    }

    /**
     * The order is in another one.
     *
     * @param currency the one it is good for
     */
    record WrongCurrency(String currency) implements Refusal {
        @Override
        public String reason() {
            return "WRONG_CURRENCY";
        }
    }

    /**
     * The order is too small.
     *
     * @param minimum the smallest order it is good for, in the order's currency
     */
    record BelowMinimum(BigDecimal minimum, String currency) implements Refusal {
        @Override
        public String reason() {
            return "BELOW_MINIMUM";
        }
    }
}
