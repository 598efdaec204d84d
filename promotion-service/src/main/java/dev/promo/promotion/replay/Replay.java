package dev.promo.promotion.replay;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A job: part of the log decided again on a shadow of the ledger, and compared with it.
 *
 * @param appliesReport the id of the dry run whose report it carries out; null if it is a dry run itself
 * @param recordsAll of the log, in all; null until it has begun
 * @param report null until it is done, or refused after having compared
 * @param trouble why it did not come to its end, one sentence; null if it did or may still
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Replay(
        long id,
        ReplayRequest request,
        @Nullable Long appliesReport,
        long requestedBy,
        State state,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        long recordsDone,
        @Nullable Long recordsAll,
        @Nullable ReplayReport report,
        @Nullable String trouble) {

    enum State {
        QUEUED,
        RUNNING,
        DONE,
        /** To apply it would do something else than the report says, so nothing was done. */
        REFUSED,
        CANCELLED,
        FAILED;

        boolean isOpen() {
            return this == QUEUED || this == RUNNING;
        }
    }
}
