package dev.promo.promotion.checkout;

import dev.promo.events.VoucherRef;
import dev.promo.promotion.campaign.Discount;
import dev.promo.promotion.campaign.RollbackPolicy;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A voucher whose code was presented, as its row was when it was read.
 *
 * @param campaign the campaign's name
 * @param expiredAt when its end was told of; from then on it is expired, whatever a clock says
 * @param heldUntil the end of the latest hold, which may be over; null together with {@code holdId}
 */
record PresentedVoucher(
        VoucherRef ref,
        String campaign,
        RollbackPolicy policy,
        Discount discount,
        Instant expiresAt,
        @Nullable Instant usedAt,
        @Nullable Instant revokedAt,
        @Nullable Instant expiredAt,
        @Nullable Instant heldUntil,
        @Nullable UUID holdId) {

    long id() {
        return ref.voucherId();
    }

    boolean isExpired(Instant now) {
        return expiredAt != null || !now.isBefore(expiresAt);
    }

    /**
     * What keeps it from being spent, whatever the order.
     *
     * @param hold the hold that who asks has, if any
     */
    Optional<Refusal> refusal(Instant now, @Nullable UUID hold) {
        if (revokedAt != null) {
            return Optional.of(new Refusal.Revoked());
        }
        if (usedAt != null) {
            return Optional.of(new Refusal.Used());
        }
        if (isExpired(now)) {
            return Optional.of(new Refusal.Expired());
        }
        if (heldUntil != null && now.isBefore(heldUntil) && !isHold(hold)) {
            return Optional.of(new Refusal.Held(heldUntil));
        }
        return Optional.empty();
    }

    /** What keeps it from being spent on that order. */
    Optional<Refusal> refusal(Instant now, @Nullable UUID hold, OrderTotal order) {
        return refusal(now, hold).or(() -> mismatch(order));
    }

    boolean isHold(@Nullable UUID hold) {
        return hold != null && hold.equals(holdId);
    }

    private Optional<Refusal> mismatch(OrderTotal order) {
        var currency = discount.currency();
        if (currency != null && !currency.equals(order.currency().getCurrencyCode())) {
            return Optional.of(new Refusal.WrongCurrency(currency));
        }
        var minimum = discount.minimumOrder();
        if (minimum != null && order.amount().compareTo(minimum) < 0) {
            return Optional.of(
                    new Refusal.BelowMinimum(minimum, order.currency().getCurrencyCode()));
        }
        return Optional.empty();
    }
}
