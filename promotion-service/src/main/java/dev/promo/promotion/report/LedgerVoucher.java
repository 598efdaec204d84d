package dev.promo.promotion.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A voucher as the owner of its campaign sees it.
 *
 * @param generation 1 for the first holder of its slot, then one more for each
 * @param order the order it is spent on; null if none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record LedgerVoucher(
        long id,
        int slot,
        int generation,
        long userId,
        String code,
        VoucherState status,
        String origin,
        Instant issuedAt,
        Instant expiresAt,
        @Nullable Instant usedAt,
        @Nullable Instant revokedAt,
        @Nullable Order order) {

    /**
     * An order that a voucher is spent on.
     *
     * @param currency ISO 4217, of both amounts
     */
    record Order(String orderId, BigDecimal amount, BigDecimal discount, String currency) {}
}
