package dev.promo.promotion.wallet;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What an event stream tells of one voucher.
 *
 * @param action as in {@link VoucherHistory.Entry}
 * @param at when it happened
 * @param orderId the order it was for, if any
 * @param voucher as it is now, which may be later than the event
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record VoucherEvent(String action, Instant at, @Nullable String orderId, OwnedVoucher voucher) {

    /** The event's name on the stream: {@code rolled-back} for {@code ROLLED_BACK}. */
    String name() {
        return action.toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
