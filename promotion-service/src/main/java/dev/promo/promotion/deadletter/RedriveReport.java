package dev.promo.promotion.deadletter;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.promo.defaults.problem.FieldViolation;
import dev.promo.promotion.deadletter.Letter.State;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of each dead letter, or would.
 *
 * @param counts how many letters had which outcome
 * @param more whether more letters wait for the same reason than one request takes
 */
record RedriveReport(boolean dryRun, Map<Outcome, Integer> counts, List<Row> letters, boolean more) {

    /** What becomes of one letter. */
    enum Outcome {
        /** It is readable now; a dry run sends nothing. */
        @JsonProperty("would_redrive")
        WOULD_REDRIVE,
        /** It was sent to where it came from. */
        @JsonProperty("redriven")
        REDRIVEN,
        /** Not sent: it would be set aside again, for the reason given. */
        @JsonProperty("still_malformed")
        STILL_MALFORMED,
        /** Not sent: the patch does not fit its value. */
        @JsonProperty("correction_unfit")
        CORRECTION_UNFIT,
        /** Not sent: it is parked. */
        @JsonProperty("parked")
        PARKED,
        /** Not sent: somebody brought it back before. */
        @JsonProperty("already_redriven")
        ALREADY_REDRIVEN,
        /** Not sent: not all of it is here. */
        @JsonProperty("left_out")
        LEFT_OUT,
        /** Not sent: it does not say where it came from. */
        @JsonProperty("unknown_origin")
        UNKNOWN_ORIGIN,
        /** Not sent: the queue takes no record as long as this. */
        @JsonProperty("too_long")
        TOO_LONG,
        /** There is no such letter. */
        @JsonProperty("not_found")
        NOT_FOUND
    }

    /**
     * One letter.
     *
     * @param state of the letter afterwards
     * @param reason code of what is still wrong
     * @param cause the same in a sentence
     * @param errors fields and rules, where they can be named
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Row(
            long id,
            Outcome outcome,
            @Nullable String state,
            @Nullable String reason,
            @Nullable String cause,
            @Nullable List<FieldViolation> errors) {

        static Row of(long id, Outcome outcome, @Nullable State state) {
            return new Row(id, outcome, state == null ? null : state.onTheWire(), null, null, null);
        }
    }

    static RedriveReport of(boolean dryRun, List<Row> letters, boolean more) {
        var counts = new EnumMap<Outcome, Integer>(Outcome.class);
        letters.forEach(row -> counts.merge(row.outcome(), 1, Integer::sum));
        return new RedriveReport(dryRun, counts, letters, more);
    }
}
