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
 * @param place in the inbox, if it has had one before, which is no live first login's case; null for the next place
 */
public record LoggedFirstLogin(
        FirstLogin event,
        int partition,
        long offset,
        @Nullable TraceParent trace,
        @Nullable Long place) {

    /** One that comes to the ledger for the first time. */
    LoggedFirstLogin(FirstLogin event, int partition, long offset, @Nullable TraceParent trace) {
        this(event, partition, offset, trace, null);
    }

    LoggedFirstLogin(FirstLogin event, int partition, long offset) {
        this(event, partition, offset, null);
    }

    long userId() {
        return event.userId();
    }
}
