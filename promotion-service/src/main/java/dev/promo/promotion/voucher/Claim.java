package dev.promo.promotion.voucher;

import dev.promo.events.TraceParent;
import dev.promo.events.VoucherChange.Origin;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A person whose turn it is.
 *
 * @param seq the place of their first login in the inbox; null if no first login earns the voucher
 * @param eventId of that first login, if any
 * @param earnedAt when it was earned: a validity that is a duration counts from there
 * @param trace of the login that earns it; null leaves it to that of whoever gives the voucher
 */
record Claim(
        @Nullable Long seq,
        long userId,
        @Nullable UUID eventId,
        Origin origin,
        Instant earnedAt,
        @Nullable TraceParent trace) {

    Claim(@Nullable Long seq, long userId, @Nullable UUID eventId, Origin origin, Instant earnedAt) {
        this(seq, userId, eventId, origin, earnedAt, null);
    }
}
