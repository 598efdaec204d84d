package dev.promo.events;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something has happened to a voucher.
 *
 * <p>Published once per change, in the order in which they happened to the person's vouchers; delivered at least once. Carries
 * ids and facts only: neither the voucher's code nor anything that names a person.
 */
public sealed interface VoucherChange {

    /** Keyed by user id, so that what happens to one person's vouchers stays in order. */
    String TOPIC = "promotion.voucher";

    VoucherRef voucher();

    /** When it happened, UTC, cut to whole microseconds. */
    Instant at();

    /** Why a voucher was given out. */
    enum Origin {
        /** The person logged in for the first time while the campaign ran. */
        FIRST_LOGIN,
        /** A voucher became free, and the person was next in line. */
        WAITING_LIST,
        /** The campaign was offered to first logins that had happened before. */
        BACKFILL,
        /** Somebody gave it to a list of people. */
        BULK
    }

    /**
     * The person has the voucher.
     *
     * @param discount what it takes off, as promised now; a later change of the campaign does not touch it
     * @param firstLoginId {@link FirstLogin#eventId()} of the first login it answers, if there is one
     */
    record VoucherIssued(
            VoucherRef voucher,
            Instant at,
            Origin origin,
            DiscountTerms discount,
            Instant expiresAt,
            @Nullable UUID firstLoginId)
            implements VoucherChange {

        public VoucherIssued {
            at = Rules.moment("at", at);
            expiresAt = Rules.moment("expiresAt", expiresAt);
        }
    }

    /**
     * The voucher is set aside for an order that is not paid yet.
     *
     * @param heldUntil when it is free again by itself
     */
    record VoucherHeld(VoucherRef voucher, Instant at, Instant heldUntil) implements VoucherChange {

        public VoucherHeld {
            at = Rules.moment("at", at);
            heldUntil = Rules.moment("heldUntil", heldUntil);
        }
    }

    /** The order came to nothing: the voucher is free to be used again. */
    record VoucherReleased(VoucherRef voucher, Instant at) implements VoucherChange {

        public VoucherReleased {
            at = Rules.moment("at", at);
        }
    }

    /**
     * The voucher is used.
     *
     * @param orderId the shop's own, 1 to 255 characters
     * @param orderAmount before the discount
     * @param discountAmount what was taken off
     * @param currency ISO 4217, of both amounts
     */
    record VoucherRedeemed(
            VoucherRef voucher,
            Instant at,
            String orderId,
            BigDecimal orderAmount,
            BigDecimal discountAmount,
            String currency)
            implements VoucherChange {

        public VoucherRedeemed {
            at = Rules.moment("at", at);
            Rules.text("orderId", orderId, 255);
            orderAmount = Rules.amount("orderAmount", orderAmount);
            discountAmount = Rules.amount("discountAmount", discountAmount);
            Rules.currency("currency", currency);
        }
    }

    /**
     * The order that used the voucher was undone.
     *
     * @param orderId the order of the {@link VoucherRedeemed} that no longer counts
     * @param restored whether the person can use the voucher again; false if it has expired or was revoked meanwhile
     */
    record VoucherRolledBack(VoucherRef voucher, Instant at, String orderId, boolean restored)
            implements VoucherChange {

        public VoucherRolledBack {
            at = Rules.moment("at", at);
            Rules.text("orderId", orderId, 255);
        }
    }

    /**
     * The voucher was taken back and can never be used again.
     *
     * @param reason 1 to 1000 characters; about the voucher, never about the person
     */
    record VoucherRevoked(VoucherRef voucher, Instant at, String reason) implements VoucherChange {

        public VoucherRevoked {
            at = Rules.moment("at", at);
            Rules.text("reason", reason, 1000);
        }
    }

    /** The voucher's time is over. */
    record VoucherExpired(VoucherRef voucher, Instant at) implements VoucherChange {

        public VoucherExpired {
            at = Rules.moment("at", at);
        }
    }

    /**
     * The voucher's end has been moved.
     *
     * @param expiresAt the new end
     */
    record VoucherExtended(VoucherRef voucher, Instant at, Instant expiresAt) implements VoucherChange {

        public VoucherExtended {
            at = Rules.moment("at", at);
            expiresAt = Rules.moment("expiresAt", expiresAt);
        }
    }
}
