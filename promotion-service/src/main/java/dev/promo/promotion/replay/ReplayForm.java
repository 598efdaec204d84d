package dev.promo.promotion.replay;

import dev.promo.defaults.problem.ApiProblem;
import dev.promo.defaults.problem.FieldViolation;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
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

    /** @throws ApiProblem 400 with every broken rule, if there is any */
    ReplayRequest read() {
        var broken = new ArrayList<FieldViolation>();
        var wanted = kind(broken);
        notNegative("partition", partition == null ? null : partition.longValue(), broken);
        notNegative("fromOffset", fromOffset, broken);
        notNegative("toOffset", toOffset, broken);
        positive("userId", userId, broken);
        positive("campaignId", campaignId, broken);
        if (recordsPerSecond != null && (recordsPerSecond < 1 || recordsPerSecond > FASTEST)) {
            broken.add(new FieldViolation("recordsPerSecond", "RANGE", "Must be 1 to 1000000."));
        }
        var from = moment("fromTime", fromTime, broken);
        var to = moment("toTime", toTime, broken);
        oneOf("fromTime", fromTime, "fromOffset", fromOffset, broken);
        oneOf("toTime", toTime, "toOffset", toOffset, broken);
        if ((fromOffset != null && toOffset != null && fromOffset > toOffset)
                || (from != null && to != null && from.isAfter(to))) {
            broken.add(new FieldViolation(
                    fromOffset != null ? "toOffset" : "toTime", "ORDER", "Must not be before the beginning."));
        }
        if (wanted == ReplayRequest.Kind.REBUILD) {
            refuseRangeOfRebuild(broken);
        }
        if (!broken.isEmpty()) {
            throw ApiProblem.invalid(broken);
        }
        return new ReplayRequest(
                wanted, partition, fromOffset, toOffset, from, to, userId, campaignId, recordsPerSecond);
    }

    private ReplayRequest.Kind kind(List<FieldViolation> broken) {
        if (kind == null || kind.equals("REPLAY")) {
            return ReplayRequest.Kind.REPLAY;
        }
        if (!kind.equals("REBUILD")) {
            broken.add(new FieldViolation("kind", "ONE_OF", "Must be REPLAY or REBUILD."));
        }
        return ReplayRequest.Kind.REBUILD;
    }

    private void refuseRangeOfRebuild(List<FieldViolation> broken) {
        refuse("partition", partition, broken);
        refuse("fromOffset", fromOffset, broken);
        refuse("toOffset", toOffset, broken);
        refuse("fromTime", fromTime, broken);
        refuse("toTime", toTime, broken);
    }

    private static void refuse(String field, @Nullable Object value, List<FieldViolation> broken) {
        if (value != null) {
            broken.add(new FieldViolation(field, "WHOLE_LOG", "A rebuild is of the whole log."));
        }
    }

    private static void oneOf(
            String time,
            @Nullable String timeGiven,
            String offset,
            @Nullable Long offsetGiven,
            List<FieldViolation> broken) {
        if (timeGiven != null && offsetGiven != null) {
            broken.add(new FieldViolation(time, "ONE_KIND", "Give it or " + offset + ", not both."));
        }
    }

    private static void notNegative(String field, @Nullable Long value, List<FieldViolation> broken) {
        if (value != null && value < 0) {
            broken.add(new FieldViolation(field, "MIN", "Must be at least 0."));
        }
    }

    private static void positive(String field, @Nullable Long value, List<FieldViolation> broken) {
        if (value != null && value < 1) {
            broken.add(new FieldViolation(field, "MIN", "Must be at least 1."));
        }
    }

    private static @Nullable Instant moment(String field, @Nullable String text, List<FieldViolation> broken) {
        if (text == null) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException _) {
            broken.add(new FieldViolation(
                    field, "FORMAT", "Must be a date and a time with an offset, such as 2026-03-01T00:00:00+07:00."));
            return null;
        }
    }
}
