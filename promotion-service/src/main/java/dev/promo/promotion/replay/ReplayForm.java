package dev.promo.promotion.replay;

import dev.promo.defaults.problem.ApiProblem;
import dev.promo.defaults.problem.Violations;
import dev.promo.promotion.replay.ReplayRequest.Kind;
import java.util.Objects;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** A {@link ReplayRequest} as it is sent; all its mistakes are told at once. */
record ReplayForm(
        @Nullable String kind,
        @Nullable Integer partition,
        @Nullable Long fromOffset,
        @Nullable Long toOffset,
        @Nullable String fromTime,
        @Nullable String toTime,
        @Nullable Long userId,
        @Nullable Long campaignId,
        @Nullable Integer recordsPerSecond) {

    private static final int FASTEST = 1_000_000;

    /**
     * Reads it.
     *
     * @param campaigns knows which there are
     * @throws ApiProblem 400 with every broken rule, if there is any
     */
    ReplayRequest read(LongPredicate campaigns) {
        var broken = new Violations();
        var wanted = Objects.requireNonNullElse(broken.choice("kind", kind, Kind.class), Kind.REPLAY);
        notNegative("partition", partition == null ? null : partition.longValue(), broken);
        notNegative("fromOffset", fromOffset, broken);
        notNegative("toOffset", toOffset, broken);
        positive("userId", userId, broken);
        positive("campaignId", campaignId, broken);
        if (campaignId != null && campaignId > 0 && !campaigns.test(campaignId)) {
            broken.reject("campaignId", "UNKNOWN", "Must be a campaign's id.");
        }
        if (recordsPerSecond != null && (recordsPerSecond < 1 || recordsPerSecond > FASTEST)) {
            broken.reject("recordsPerSecond", "RANGE", "Must be 1 to 1000000.");
        }
        var from = broken.moment("fromTime", fromTime);
        var to = broken.moment("toTime", toTime);
        oneOf("fromTime", fromTime, "fromOffset", fromOffset, broken);
        oneOf("toTime", toTime, "toOffset", toOffset, broken);
        if ((fromOffset != null && toOffset != null && fromOffset > toOffset)
                || (from != null && to != null && from.isAfter(to))) {
            broken.reject(fromOffset != null ? "toOffset" : "toTime", "ORDER", "Must not be before the beginning.");
        }
        if (wanted == Kind.REBUILD) {
            refuseRangeOfRebuild(broken);
        }
        broken.throwIfAny();
        return new ReplayRequest(
                wanted, partition, fromOffset, toOffset, from, to, userId, campaignId, recordsPerSecond);
    }

    private void refuseRangeOfRebuild(Violations broken) {
        refuse("partition", partition, broken);
        refuse("fromOffset", fromOffset, broken);
        refuse("toOffset", toOffset, broken);
        refuse("fromTime", fromTime, broken);
        refuse("toTime", toTime, broken);
    }

    private static void refuse(String field, @Nullable Object value, Violations broken) {
        if (value != null) {
            broken.reject(field, "WHOLE_LOG", "A rebuild is of the whole log.");
        }
    }

    private static void oneOf(
            String time, @Nullable String timeGiven, String offset, @Nullable Long offsetGiven, Violations broken) {
        if (timeGiven != null && offsetGiven != null) {
            broken.reject(time, "ONE_KIND", "Give it or " + offset + ", not both.");
        }
    }

    private static void notNegative(String field, @Nullable Long value, Violations broken) {
        if (value != null && value < 0) {
            broken.reject(field, "MIN", "Must be at least 0.");
        }
    }

    private static void positive(String field, @Nullable Long value, Violations broken) {
        if (value != null && value < 1) {
            broken.reject(field, "MIN", "Must be at least 1.");
        }
    }
}
