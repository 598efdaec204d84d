package dev.promo.promotion.replay;

import java.util.List;
import java.util.function.Function;
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

    /** Offsets of one partition; half-open. */
    record Span(int partition, long from, long to) {

        boolean has(int which, long offset) {
            return partition == which && from <= offset && offset < to;
        }

        long records() {
            return to - from;
        }

        private Span and(Span other) {
            return new Span(partition, Math.min(from, other.from), Math.max(to, other.to));
        }

        private String holds(String alias, boolean openEnded) {
            return "(%1$s.partition_id = %2$d AND %1$s.log_offset >= %3$d AND %1$s.log_offset < %4$d)"
                    .formatted(alias, partition, from, openEnded ? Long.MAX_VALUE : to);
        }
    }

    /**
     * Of one partition.
     *
     * @param asked what is reported on
     * @param read what is read, as somebody of it may have had a place among those that are reported on
     * @param open whether that is as far as the live consumer has come, so that no row can be of a record behind it
     * @param cutOffFrom the first offset that was asked for, if the topic has not kept it; null if nothing is missing
     */
    record Range(
            Span asked, Span read, boolean open, @Nullable Long cutOffFrom) {

        int partition() {
            return asked.partition();
        }

        Range reading(Span more) {
            return new Range(asked, asked.records() == 0 ? more : asked.and(more), open, cutOffFrom);
        }
    }

    /** Of the log, to be read. */
    long records() {
        return ranges.stream().mapToLong(range -> range.read().records()).sum();
    }

    boolean isAsked(int partition, long offset) {
        return ranges.stream().anyMatch(range -> range.asked().has(partition, offset));
    }

    /** Whether rows {@code l} of the inbox are of records that are read, or of none: all others are believed. */
    String isRead(String alias) {
        return anyOf(range -> range.read().holds(alias, range.open()));
    }

    /** The same for rows of records that are reported on. */
    String isWithin(String alias) {
        return anyOf(range -> range.asked().holds(alias, false));
    }

    /** Whether they are of such, or of none that there is. */
    String isAsked(String alias) {
        return anyOf(range -> range.asked().holds(alias, range.open()));
    }

    private String anyOf(Function<Range, String> condition) {
        return ranges.isEmpty()
                ? "FALSE"
                : ranges.stream().map(condition).collect(Collectors.joining(" OR ", "(", ")"));
    }
}
