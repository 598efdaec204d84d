package dev.promo.promotion.replay;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which records are read and which rows they are compared with; settled once, so that a run which is taken up again comes to the
 * same end however far the live consumer has got meanwhile.
 *
 * @param afterPlace the ledger is believed up to this place in the inbox; -1 if nothing of it is
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
     * @param from the first offset that is read
     * @param to the first one behind
     * @param open whether that is as far as the live consumer has come, so that no row can be of a record behind it
     * @param cutOffFrom the first offset that was asked for, if the topic has not kept it; null if nothing is missing
     */
    record Range(
            int partition,
            long from,
            long to,
            boolean open,
            @Nullable Long cutOffFrom) {}

    long records() {
        return ranges.stream().mapToLong(range -> range.to() - range.from()).sum();
    }

    /** Whether rows {@code l} of the inbox are of records that are read, or of none: all others are believed. */
    String isRead(String alias) {
        return anyOf(alias, true);
    }

    /** The same for rows of records that are read for sure. */
    String isWithin(String alias) {
        return anyOf(alias, false);
    }

    private String anyOf(String alias, boolean openEnded) {
        return ranges.isEmpty()
                ? "FALSE"
                : ranges.stream()
                        .map(range ->
                                "(%1$s.partition_id = %2$d AND %1$s.log_offset >= %3$d AND %1$s.log_offset < %4$d)"
                                        .formatted(
                                                alias,
                                                range.partition(),
                                                range.from(),
                                                openEnded && range.open() ? Long.MAX_VALUE : range.to()))
                        .collect(Collectors.joining(" OR ", "(", ")"));
    }
}
