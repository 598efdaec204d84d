package dev.promo.promotion.wallet;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A voucher and what has happened to it, oldest first.
 *
 * @param history begins with {@code ISSUED}; of a voucher that is changed for ever, the newest 500 changes
 */
record VoucherHistory(@JsonUnwrapped OwnedVoucher voucher, List<Entry> history) {

    static final int MOST = 500;

    static final String ISSUED = "ISSUED";
    static final String EXPIRED = "EXPIRED";

    VoucherHistory {
        history = List.copyOf(history);
    }

    /**
     * One thing that happened.
     *
     * @param action ISSUED, HELD, RELEASED, REDEEMED, ROLLED_BACK, REVOKED, EXPIRED or EXTENDED
     * @param orderId the order it was for, if any
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Entry(Instant at, String action, @Nullable String orderId) {}
}
