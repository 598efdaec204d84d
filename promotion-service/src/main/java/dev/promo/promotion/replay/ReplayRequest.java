package dev.promo.promotion.replay;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which part of {@code auth.first-login} somebody wants to know about. Half-open: the end is not part of it. Without a beginning
 * it begins with the first record, without an end it ends with the last one that the service has decided on.
 *
 * @param kind what to begin from
 * @param partition the one that the offsets are of; null for all
 * @param userId report on that person alone; null for all
 * @param campaignId report on the vouchers of that campaign alone; null for all
 * @param recordsPerSecond not faster than that; null for as fast as it goes
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ReplayRequest(
        Kind kind,
        @Nullable Integer partition,
        @Nullable Long fromOffset,
        @Nullable Long toOffset,
        @Nullable Instant fromTime,
        @Nullable Instant toTime,
        @Nullable Long userId,
        @Nullable Long campaignId,
        @Nullable Integer recordsPerSecond) {

    enum Kind {
        /** What the ledger was before the range is believed. */
        REPLAY,
        /** Nothing is believed: everything is computed from the first record on. */
        REBUILD
    }
}
