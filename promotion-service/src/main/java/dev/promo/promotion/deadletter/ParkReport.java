package dev.promo.promotion.deadletter;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/** What became of each dead letter that was to be parked. */
record ParkReport(List<Row> letters) {

    /** What became of one letter. */
    enum Outcome {
        @JsonProperty("parked")
        PARKED,
        @JsonProperty("already_parked")
        ALREADY_PARKED,
        /** There is nothing left to park. */
        @JsonProperty("already_redriven")
        ALREADY_REDRIVEN,
        /** There is no such letter. */
        @JsonProperty("not_found")
        NOT_FOUND
    }

    record Row(long id, Outcome outcome) {}
}
