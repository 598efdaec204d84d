package dev.promo.promotion.checkout;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A voucher spent on an order.
 *
 * @param restored after a rollback, whether the voucher became good for another order; null before
 */
record Redemption(
        long id,
        long voucherId,
        String orderId,
        long redeemedBy,
        OrderTotal total,
        BigDecimal discountAmount,
        Instant redeemedAt,
        @Nullable Instant rolledBackAt,
        @Nullable Boolean restored) {

    BigDecimal payable() {
        return total.amount().subtract(discountAmount);
    }
}
