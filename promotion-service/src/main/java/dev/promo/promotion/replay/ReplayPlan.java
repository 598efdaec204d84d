package dev.promo.promotion.replay;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which records are read and which rows they are compared with; settled once, so that a run which is taken up again comes to the
 * same end however far the live consumer has got meanwhile.
 *
 * @param afterPlace the ledger is believed up to this place in the inbox; 0 if nothing of it is
 * @param upToPlace the last place in the inbox that is compared
 * @param lastPlace the last place that the inbox had when this was settled
 */
record ReplayPlan(List<Range> ranges, long afterPlace, long upToPlace, long lastPlace) {

    ReplayPlan {
        ranges = List.copyOf(ranges);
    }

    /**
     * Of one partition; half-open.
     *
     * @param from the first offset that is reported on
     * @param to the first one behind
     * @param readFrom where reading begins: at or before {@code from}, as other partitions' records may lie between
     * @param readTo likewise at or behind {@code to}
     * @param cutOffFrom the first offset that was asked for, if the topic has not kept it; null if nothing is missing
     */
    record Range(
            int partition,
            long from,
            long to,
            long readFrom,
            long readTo,
            @Nullable Long cutOffFrom) {}

    long records() {
        return ranges.stream()
                .mapToLong(range -> Math.max(0, range.readTo() - range.readFrom()))
                .sum();
    }

    boolean reportsOn(int partition, long offset) {
        return ranges.stream()
                .anyMatch(range -> range.partition() == partition && range.from() <= offset && offset < range.to());
    }

    /** The same as a condition on columns {@code partition_id} and {@code log_offset} behind that alias. */
    String condition(String alias) {
        var parts = ranges.stream()
                .map(range -> "(%1$s.partition_id = %2$d AND %1$s.log_offset >= %3$d AND %1$s.log_offset < %4$d)"
                        .formatted(alias, range.partition(), range.from(), range.to()))
                .toList();
        return parts.isEmpty() ? "FALSE" : "(" + String.join(" OR ", parts) + ")";
    }
}
