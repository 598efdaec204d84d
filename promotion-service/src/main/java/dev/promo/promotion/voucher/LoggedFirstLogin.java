package dev.promo.promotion.voucher;

import dev.promo.events.FirstLogin;
import dev.promo.events.TraceParent;
import org.jspecify.annotations.Nullable;

/**
 * A first login and its place in the log, which is its place in the queue.
 *
 * @param partition of the topic
 * @param offset within the partition
 * @param trace what the vouchers it earns belong to, if known
 */
record LoggedFirstLogin(
        FirstLogin event,
        int partition,
        long offset,
        @Nullable TraceParent trace) {

    LoggedFirstLogin(FirstLogin event, int partition, long offset) {
        this(event, partition, offset, null);
    }

    long userId() {
        return event.userId();
    }
}
