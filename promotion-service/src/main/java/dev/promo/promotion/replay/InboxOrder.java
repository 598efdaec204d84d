package dev.promo.promotion.replay;

import static dev.promo.defaults.database.Columns.longOrNull;

import dev.promo.events.FirstLogin;
import dev.promo.promotion.voucher.LoggedFirstLogin;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Puts the log's first logins into the order in which they were decided, which is that of their places in the inbox: with one
 * partition that of the log, with several what came of their race.
 *
 * <p>One whose row is gone gets back the place that its voucher names, or the hole that it has left between its neighbours: rows of
 * a batch are numbered without gaps, so a hole that is exactly as long as what is missing there is theirs. One that fits nowhere
 * was never decided on. For one thread.
 */
final class InboxOrder {

    /** More of them in a row than this were never decided on: nobody loses so much without noticing. */
    private static final int LONGEST_RUN = 100_000;

    private final JdbcClient jdbc;
    private final String ledger;
    private final long afterPlace;
    private final Map<Integer, Lane> lanes = new TreeMap<>();

    /**
     * One that has not begun.
     *
     * @param jdbc of the schema that what is handed out is recorded in
     * @param ledger the schema of the inbox, quoted
     * @param afterPlace nothing up to there is handed out
     */
    InboxOrder(JdbcClient jdbc, String ledger, Collection<Integer> partitions, long afterPlace) {
        this.jdbc = jdbc;
        this.ledger = ledger;
        this.afterPlace = afterPlace;
        partitions.forEach(partition -> lanes.put(partition, new Lane(afterPlace)));
    }

    /** A first login of the log. */
    record Logged(FirstLogin event, int partition, long offset) {

        LoggedFirstLogin at(long place) {
            return new LoggedFirstLogin(event, partition, offset, null, place);
        }
    }

    /** The next ones of the log, of each partition in its order. */
    void add(List<Logged> logins) {
        if (logins.isEmpty()) {
            return;
        }
        var known = places(logins);
        var lost = logins.stream()
                .map(login -> login.event().userId())
                .filter(user -> !known.containsKey(user))
                .toList();
        var byVoucher = placesOfVouchers(lost);
        var told = logins.stream()
                .filter(login -> {
                    var row = known.get(login.event().userId());
                    return row != null && row.isRepeatedBy(login);
                })
                .map(login -> login.event().userId())
                .toList();
        var seen = told.isEmpty() ? new HashSet<Long>() : seen(told);
        for (var login : logins) {
            var lane = lanes.get(login.partition());
            if (lane == null) {
                throw new IllegalStateException("a record of a partition that is not read");
            }
            var row = known.get(login.event().userId());
            if (row == null) {
                lane.add(login, byVoucher.get(login.event().userId()));
            } else if (row.seq() > afterPlace
                    && !(row.isRepeatedBy(login) && seen.contains(login.event().userId()))) {
                lane.add(login, row.seq());
                seen.add(login.event().userId());
            }
        }
    }

    /** Who among them was handed out, or waits to be. */
    private Set<Long> seen(List<Long> users) {
        var seen = new HashSet<>(jdbc.sql("SELECT user_id FROM first_logins WHERE user_id IN (:users)")
                .param("users", users)
                .query((row, n) -> row.getLong("user_id"))
                .list());
        lanes.values()
                .forEach(lane ->
                        lane.placed.forEach(login -> seen.add(login.event().userId())));
        return seen;
    }

    /** No more will come of partitions that are not open. */
    List<LoggedFirstLogin> inOrder(IntPredicate isOpen) {
        var ordered = new ArrayList<LoggedFirstLogin>();
        while (true) {
            Lane next = null;
            for (var entry : lanes.entrySet()) {
                var lane = entry.getValue();
                var head = lane.placed.peek();
                if (head == null) {
                    if (isOpen.test(entry.getKey())) {
                        return ordered; // something earlier may still come of it
                    }
                } else if (next == null || placeOf(head) < placeOf(next.placed.element())) {
                    next = lane;
                }
            }
            if (next == null) {
                return ordered;
            }
            ordered.add(next.placed.remove());
        }
    }

    /** Those that have no place; to be asked for once nothing more comes, or again and again. */
    List<Logged> undecided(boolean nothingMoreComes) {
        var undecided = new ArrayList<Logged>();
        for (var lane : lanes.values()) {
            if (nothingMoreComes) {
                lane.giveUpRun();
            }
            undecided.addAll(lane.undecided);
            lane.undecided.clear();
        }
        return undecided;
    }

    /** Partitions of which so much lies here that others should be read first. */
    List<Integer> full(int most) {
        return lanes.entrySet().stream()
                .filter(lane -> lane.getValue().placed.size() >= most)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Whether everything that was added has been handed out, so that a run could be taken up from here. */
    boolean isEmpty() {
        return lanes.values().stream()
                .allMatch(lane -> lane.placed.isEmpty() && lane.run.isEmpty() && lane.undecided.isEmpty());
    }

    private static long placeOf(LoggedFirstLogin login) {
        var place = login.place();
        if (place == null) {
            throw new IllegalStateException("a first login without a place");
        }
        return place;
    }

    private Map<Long, Row> places(List<Logged> logins) {
        var rows = new HashMap<Long, Row>();
        jdbc.sql("SELECT user_id, seq, partition_id, log_offset FROM " + ledger
                        + ".first_logins WHERE user_id IN (:users)")
                .param(
                        "users",
                        logins.stream().map(login -> login.event().userId()).toList())
                .query(row -> {
                    rows.put(
                            row.getLong("user_id"),
                            new Row(row.getLong("seq"), row.getInt("partition_id"), row.getLong("log_offset")));
                });
        return rows;
    }

    private Map<Long, Long> placesOfVouchers(List<Long> users) {
        var places = new HashMap<Long, Long>();
        if (!users.isEmpty()) {
            jdbc.sql("SELECT user_id, MIN(login_seq) AS seq FROM " + ledger
                            + ".vouchers WHERE user_id IN (:users) AND login_seq IS NOT NULL GROUP BY user_id")
                    .param("users", users)
                    .query(row -> {
                        places.put(row.getLong("user_id"), row.getLong("seq"));
                    });
        }
        return places;
    }

    private @Nullable Long placeBefore(long place) {
        return jdbc.sql("SELECT MAX(seq) AS seq FROM " + ledger + ".first_logins WHERE seq < :place")
                .param("place", place)
                .query((row, n) -> longOrNull(row, "seq"))
                .optional()
                .orElse(null);
    }

    /** A row of the inbox, as the ledger has it. */
    private record Row(long seq, int partition, long offset) {

        /** Whether the record tells again of what stands there, if that is right; an earlier one cannot. */
        boolean isRepeatedBy(Logged login) {
            return partition == login.partition() && offset < login.offset();
        }
    }

    /** One partition's. */
    private final class Lane {

        private final Deque<LoggedFirstLogin> placed = new ArrayDeque<>();
        private final List<Logged> run = new ArrayList<>();
        private final List<Logged> undecided = new ArrayList<>();
        private long last;

        Lane(long last) {
            this.last = last;
        }

        void add(Logged login, @Nullable Long place) {
            if (place == null || place <= last) {
                run.add(login);
                if (run.size() > LONGEST_RUN) {
                    giveUpRun();
                }
                return;
            }
            placeRunBefore(place);
            last = place;
            placed.add(login.at(place));
        }

        private void placeRunBefore(long place) {
            if (run.isEmpty()) {
                return;
            }
            var first = place - run.size();
            var before = placeBefore(place);
            if (first > last && Math.max(last, before == null ? 0 : before) == first - 1) {
                for (var i = 0; i < run.size(); i++) {
                    placed.add(run.get(i).at(first + i));
                }
                run.clear();
            } else {
                giveUpRun();
            }
        }

        void giveUpRun() {
            undecided.addAll(run);
            run.clear();
        }
    }
}
