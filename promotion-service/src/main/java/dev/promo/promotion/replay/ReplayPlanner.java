package dev.promo.promotion.replay;

import static dev.promo.defaults.database.Columns.longOrNull;

import dev.promo.promotion.replay.LogReader.Extent;
import dev.promo.promotion.replay.ReplayPlan.Range;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Settles which records a request means and which rows of the ledger they have led to. */
@Component
class ReplayPlanner {

    /** Behind which nothing of the ledger is believed. */
    private static final long NOWHERE = -1;

    private final LogReader log;

    ReplayPlanner(LogReader log) {
        this.log = log;
    }

    ReplayPlan plan(ReplayRequest request, ScratchSchema scratch) {
        var jdbc = JdbcClient.create(scratch.database());
        var inbox = scratch.ledger() + ".first_logins";
        var extent = log.extent();
        var decided = decidedUpTo(jdbc, inbox, extent);
        var last = jdbc.sql("SELECT COALESCE(MAX(seq), 0) FROM " + inbox)
                .query(Long.class)
                .single();
        var ranges = ranges(request, extent, decided);
        var after = believedUpTo(jdbc, inbox, ranges);
        var upTo = isWholeLog(ranges, decided) ? last : lastPlaceIn(jdbc, inbox, ranges, after);
        return new ReplayPlan(widened(jdbc, inbox, ranges, extent, after, upTo), after, upTo, last);
    }

    /** By partition, the first offset that the live consumer has not decided on. */
    private static Map<Integer, Long> decidedUpTo(JdbcClient jdbc, String inbox, Extent extent) {
        var decided = new TreeMap<>(extent.committed());
        jdbc.sql("SELECT partition_id, MAX(log_offset) AS last_offset FROM " + inbox + " GROUP BY partition_id")
                .query(row -> {
                    decided.merge(row.getInt("partition_id"), row.getLong("last_offset") + 1, Math::max);
                });
        // rows that no record can have led to
        decided.replaceAll((partition, offset) -> Math.min(offset, extent.end().getOrDefault(partition, 0L)));
        return decided;
    }

    private List<Range> ranges(ReplayRequest request, Extent extent, Map<Integer, Long> decided) {
        var from = offsets(request.fromOffset(), request.fromTime(), extent, 0L);
        var to = offsets(request.toOffset(), request.toTime(), extent, Long.MAX_VALUE);
        var ranges = new ArrayList<Range>();
        for (int partition : new TreeMap<>(extent.end()).keySet()) {
            if (request.partition() != null && request.partition() != partition) {
                continue;
            }
            var asked = from.getOrDefault(partition, 0L);
            var first = extent.first().getOrDefault(partition, 0L);
            var begin = Math.max(asked, first);
            var end = Math.max(
                    begin, Math.min(to.getOrDefault(partition, Long.MAX_VALUE), decided.getOrDefault(partition, 0L)));
            ranges.add(new Range(partition, begin, end, begin, end, asked < first ? asked : null));
        }
        return ranges;
    }

    private Map<Integer, Long> offsets(@Nullable Long offset, @Nullable Instant time, Extent extent, Long otherwise) {
        if (time != null) {
            return log.offsetsAt(time.toEpochMilli());
        }
        var offsets = new TreeMap<Integer, Long>();
        extent.end().keySet().forEach(partition -> offsets.put(partition, offset == null ? otherwise : offset));
        return offsets;
    }

    private static long believedUpTo(JdbcClient jdbc, String inbox, List<Range> ranges) {
        if (ranges.stream().allMatch(range -> range.from() == 0)) {
            return NOWHERE;
        }
        var conditions = ranges.stream()
                .map(range -> "(partition_id = %d AND log_offset >= %d)".formatted(range.partition(), range.from()))
                .toList();
        var first = place(jdbc, "SELECT MIN(seq) AS seq FROM " + inbox + " WHERE " + String.join(" OR ", conditions));
        var before =
                place(jdbc, "SELECT MAX(seq) AS seq FROM " + inbox + (first == null ? "" : " WHERE seq < " + first));
        return before == null ? NOWHERE : before;
    }

    private static boolean isWholeLog(List<Range> ranges, Map<Integer, Long> decided) {
        return decided.entrySet().stream()
                .allMatch(end -> ranges.stream()
                        .anyMatch(range -> range.partition() == end.getKey() && range.to() >= end.getValue()));
    }

    private static long lastPlaceIn(JdbcClient jdbc, String inbox, List<Range> ranges, long after) {
        var within = new ReplayPlan(ranges, 0, 0, 0).condition("l");
        var last = place(jdbc, "SELECT MAX(l.seq) AS seq FROM " + inbox + " l WHERE " + within);
        return last == null ? after : Math.max(after, last);
    }

    /** So that what lies between the range's places is read too, whichever partition it is in. */
    private static List<Range> widened(
            JdbcClient jdbc, String inbox, List<Range> ranges, Extent extent, long after, long upTo) {
        var widened = new TreeMap<Integer, Range>();
        ranges.forEach(range -> widened.put(range.partition(), range));
        if (extent.end().size() > 1) {
            jdbc.sql("SELECT partition_id, MIN(log_offset) AS first_offset, MAX(log_offset) AS last_offset FROM "
                            + inbox + " WHERE seq > :after AND seq <= :upTo GROUP BY partition_id")
                    .param("after", after)
                    .param("upTo", upTo)
                    .query(row -> {
                        var partition = row.getInt("partition_id");
                        var kept = extent.first().getOrDefault(partition, 0L);
                        var first = Math.max(kept, row.getLong("first_offset"));
                        var end = Math.min(extent.end().getOrDefault(partition, 0L), row.getLong("last_offset") + 1);
                        var range =
                                widened.getOrDefault(partition, new Range(partition, first, first, first, end, null));
                        widened.put(
                                partition,
                                new Range(
                                        partition,
                                        range.from(),
                                        range.to(),
                                        Math.min(range.readFrom(), first),
                                        Math.max(range.readTo(), end),
                                        range.cutOffFrom()));
                    });
        }
        return List.copyOf(widened.values());
    }

    private static @Nullable Long place(JdbcClient jdbc, String sql) {
        return jdbc.sql(sql)
                .query((row, n) -> java.util.Optional.ofNullable(longOrNull(row, "seq")))
                .single()
                .orElse(null);
    }
}
