package dev.promo.promotion.deadletter;

import java.util.Locale;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter as it is filed.
 *
 * @param reason code of what is wrong with it
 * @param cause the same in a sentence
 * @param origin null if it does not say where it came from
 * @param setAsideMillis when it was set aside, in milliseconds since 1970
 * @param attempts how often somebody tried to bring it back
 * @param leftOut names what is missing of it; null if nothing is
 * @param originalSize its size in bytes, if anything is missing
 * @param comesFrom the letter that it was brought back from, before it was set aside again
 */
record Letter(
        long id,
        State state,
        String reason,
        String cause,
        @Nullable Origin origin,
        long setAsideMillis,
        int attempts,
        @Nullable String leftOut,
        @Nullable Long originalSize,
        @Nullable Long comesFrom) {

    /** What is to become of it. */
    enum State {
        WAITING,
        REDRIVEN,
        PARKED;

        String onTheWire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** With the record itself. */
    @SuppressWarnings("ArrayRecordComponent") // a carrier between columns and the wire; never compared
    record Whole(Letter letter, byte @Nullable [] key, RecordHeaders headers, byte @Nullable [] value) {}
}
