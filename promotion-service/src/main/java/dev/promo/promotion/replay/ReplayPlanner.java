package dev.promo.promotion.replay;

import static dev.promo.defaults.database.Columns.longOrNull;

import dev.promo.promotion.replay.ReplayPlan.Range;
import dev.promo.promotion.replay.ReplayPlan.Span;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Settles which records a request means and which rows of the ledger they have led to. */
@Component
class ReplayPlanner {

    /** Behind which nothing of the ledger is believed. */
    private static final long NOWHERE = -1;

    private final LogReader log;

    ReplayPlanner(LogReader log) {
        this.log = log;
    }

    /**
     * As of one moment of the ledger. The live consumer's position is read before and the topic's end after it, so that no row
     * is of a record that would not be read.
     */
    ReplayPlan plan(ReplayRequest request, ScratchSchema scratch) {
        var committed = log.committed();
        var from = begin(request);
        var to = end(request);
        var snapshot = new TransactionTemplate(new JdbcTransactionManager(scratch.database()));
        snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        snapshot.setReadOnly(true);
        var plan = snapshot.execute(_ -> {
            var inbox = new Inbox(scratch);
            var decided = new TreeMap<>(committed);
            inbox.behindLastOffsets().forEach((partition, offset) -> decided.merge(partition, offset, Math::max));
            return plan(request, from, to, decided, inbox);
        });
        if (plan == null) {
            throw new IllegalStateException("no plan");
        }
        return plan;
    }

    private ReplayPlan plan(
            ReplayRequest request,
            Map<Integer, Long> from,
            Map<Integer, Long> to,
            Map<Integer, Long> decided,
            Inbox inbox) {
        var kept = log.extent();
        var ranges = new ArrayList<Range>();
        for (int partition : new TreeMap<>(kept.end()).keySet()) {
            var first = there(partition, kept, decided).from();
            var last = there(partition, kept, decided).to();
            if (request.partition() != null && request.partition() != partition) {
                var none = new Span(partition, first, first);
                ranges.add(new Range(none, none, false, null));
                continue;
            }
            var wish = from.getOrDefault(partition, 0L);
            var begin = Math.max(wish, first);
            var wanted = to.getOrDefault(partition, Long.MAX_VALUE);
            var asked = new Span(partition, begin, Math.max(begin, Math.min(wanted, last)));
            ranges.add(new Range(asked, asked, wanted >= last, wish < first ? wish : null));
        }
        var window = inbox.window(ranges);
        return new ReplayPlan(
                ranges.stream()
                        .map(range -> range.reading(inbox.span(window, there(range.partition(), kept, decided))))
                        .toList(),
                window.after(),
                window.upTo(),
                inbox.lastPlace());
    }

    /** What the topic keeps of a partition, as far as the live consumer has come; it may end before it begins. */
    private static Span there(int partition, LogReader.Extent kept, Map<Integer, Long> decided) {
        return new Span(
                partition,
                kept.first().getOrDefault(partition, 0L),
                Math.min(decided.getOrDefault(partition, 0L), kept.end().getOrDefault(partition, 0L)));
    }

    /**
     * Places behind the first and up to the second.
     *
     * @param somebodyIsGone whether the row of somebody is gone who was given something then
     */
    private record Window(long after, long upTo, boolean somebodyIsGone) {}

    /** Why there is nothing to plan, in a sentence. */
    Optional<String> trouble(ReplayRequest request) {
        var partition = request.partition();
        return partition == null || log.extent().end().containsKey(partition)
                ? Optional.empty()
                : Optional.of("The topic has no partition %d.".formatted(partition));
    }

    private Map<Integer, Long> begin(ReplayRequest request) {
        return offsets(request.fromOffset(), request.fromTime());
    }

    private Map<Integer, Long> end(ReplayRequest request) {
        return offsets(request.toOffset(), request.toTime());
    }

    /** By partition; nothing where nothing was asked for. */
    private Map<Integer, Long> offsets(@Nullable Long offset, @Nullable Instant time) {
        if (time != null) {
            return log.offsetsAt(time.toEpochMilli());
        }
        return offset == null
                ? Map.of()
                : log.extent().end().keySet().stream().collect(Collectors.toMap(partition -> partition, _ -> offset));
    }

    /** The rows of the first logins, in the snapshot. */
    private static final class Inbox {
        private final JdbcClient jdbc;
        private final String table;
        private final String vouchers;

        Inbox(ScratchSchema scratch) {
            jdbc = JdbcClient.create(scratch.database());
            table = scratch.ledger() + ".first_logins l";
            vouchers = scratch.ledger() + ".vouchers v";
        }

        Map<Integer, Long> behindLastOffsets() {
            var offsets = new TreeMap<Integer, Long>();
            jdbc.sql("SELECT l.partition_id, MAX(l.log_offset) AS last_offset FROM " + table
                            + " GROUP BY l.partition_id")
                    .query(row -> {
                        offsets.put(row.getInt("partition_id"), row.getLong("last_offset") + 1);
                    });
            return offsets;
        }

        long lastPlace() {
            return place("MAX", "TRUE").orElse(0L);
        }

        /**
         * Every place that somebody of the ranges may have had: those of the rows that are there, and where some are gone, up to
         * those of whoever stands beside them in the log.
         */
        Window window(List<Range> ranges) {
            var within = new ReplayPlan(ranges, 0, 0, 0).isWithin("l");
            var first = place("MIN", within);
            var after = place("MAX", first.map(place -> "l.seq < " + place).orElse("TRUE"))
                    .orElse(NOWHERE);
            var upTo = Math.max(after, place("MAX", within).orElse(after));
            for (var range : ranges) {
                var asked = range.asked();
                if (asked.records() > 0) {
                    var before = beside(asked.partition(), "l.log_offset < " + asked.from(), "DESC")
                            .orElse(NOWHERE);
                    var behind = (range.open()
                                    ? Optional.<Long>empty()
                                    : beside(asked.partition(), "l.log_offset >= " + asked.to(), "ASC"))
                            .orElseGet(() -> lastPlace() + 1);
                    after = Math.min(after, Math.min(before, behind - 1));
                    upTo = Math.max(upTo, Math.max(before, behind - 1));
                }
            }
            upTo = place("MIN", "l.seq > " + upTo).map(next -> next - 1).orElse(upTo);
            return new Window(after, upTo, isSomebodyGone(after, upTo));
        }

        private Optional<Long> beside(int partition, String condition, String order) {
            return jdbc.sql("SELECT l.seq FROM " + table + " WHERE l.seq > 0 AND l.partition_id = " + partition
                            + " AND " + condition + " ORDER BY l.log_offset " + order + " LIMIT 1")
                    .query(Long.class)
                    .optional();
        }

        /**
         * Where in a partition somebody may be found who had a place in the window: from the record behind the last one before
         * to the first one that came later, as far as the topic keeps them and the live consumer has come. All of it, if
         * somebody is gone, who may have come late.
         */
        Span span(Window window, Span there) {
            var partition = there.partition();
            var first = there.from();
            var end = there.to();
            if (window.somebodyIsGone()) {
                return new Span(partition, first, Math.max(first, end));
            }
            var of = "l.partition_id = " + partition + " AND ";
            var before = offset("MAX", of + "l.seq <= " + window.after()).orElse(-1L);
            var last = offset("MAX", of + "l.seq <= " + window.upTo()).orElse(-1L);
            var to = Math.min(
                    end,
                    offset("MIN", of + "l.log_offset > " + last)
                            .map(next -> next + 1)
                            .orElse(end));
            return new Span(partition, Math.min(Math.max(first, before + 1), to), to);
        }

        private boolean isSomebodyGone(long after, long upTo) {
            return jdbc.sql("SELECT EXISTS (SELECT 1 FROM " + vouchers + " LEFT JOIN " + table
                            + " ON l.seq = v.login_seq"
                            + " WHERE v.login_seq > :after AND v.login_seq <= :upTo AND l.seq IS NULL)")
                    .param("after", after)
                    .param("upTo", upTo)
                    .query(Boolean.class)
                    .single();
        }

        private Optional<Long> offset(String which, String condition) {
            return find(which + "(l.log_offset)", condition);
        }

        private Optional<Long> place(String which, String condition) {
            return find(which + "(l.seq)", condition);
        }

        private Optional<Long> find(String what, String condition) {
            return jdbc.sql("SELECT " + what + " AS found FROM " + table + " WHERE " + condition)
                    .query((row, n) -> Optional.ofNullable(longOrNull(row, "found")))
                    .single();
        }
    }
}
