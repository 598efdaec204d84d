package dev.promo.promotion.replay;

import static dev.promo.defaults.database.Columns.bytes;
import static dev.promo.defaults.database.Columns.instant;
import static dev.promo.defaults.database.Columns.instantOrNull;
import static dev.promo.defaults.database.Columns.intOrNull;
import static dev.promo.defaults.database.Columns.rows;
import static dev.promo.defaults.database.Columns.utc;
import static dev.promo.defaults.database.Columns.utcOrNull;
import static dev.promo.defaults.database.Columns.uuid;

import dev.promo.events.FirstLogin;
import dev.promo.promotion.voucher.LoggedFirstLogin;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Finds the place that each first login of the log was decided at, and keeps them in the scratch schema in that order.
 *
 * <p>One whose row is gone gets back the place that its voucher names, or the hole that it has left between its neighbours: rows of
 * a batch are numbered without gaps, so a hole that is exactly as long as what is missing there is theirs. One that fits nowhere
 * was never decided on, for sure if there is no hole at all. For one thread, in the transactions of whoever calls.
 */
final class Staging {

    /** More of them in a row than this were never decided on: nobody loses so much without noticing. */
    private static final int LONGEST_RUN = 50_000;

    private static final int CHUNK = 1_000;

    private static final String FACTS =
            "user_id, event_id, occurred_at, registered_at, birth_month, partition_id, log_offset";

    private final JdbcClient jdbc;
    private final String ledger;
    private final ReplayPlan plan;

    /** By partition, those in a row that have no place yet. */
    private final Map<Integer, Map<Long, Logged>> runs = new HashMap<>();

    /** By partition, the last place that one of its records had. */
    private final Map<Integer, Long> lastPlaces = new HashMap<>();

    Staging(ScratchSchema scratch, ReplayPlan plan) {
        jdbc = JdbcClient.create(scratch.database());
        ledger = scratch.ledger();
        this.plan = plan;
    }

    /** A first login of the log. */
    record Logged(FirstLogin event, int partition, long offset) {

        LoggedFirstLogin at(long place) {
            return new LoggedFirstLogin(event, partition, offset, null, place);
        }

        private long userId() {
            return event.userId();
        }
    }

    private record Placed(Logged login, long place, boolean rowGone, boolean byHole) {}

    /** Places in a row that nobody has. */
    private record Hole(long first, long size) {}

    /** A row of the inbox, as the ledger has it. */
    private record Row(long seq, int partition, long offset) {
        boolean isOf(Logged login) {
            return partition == login.partition() && offset == login.offset();
        }
    }

    /**
     * Begins again where it was {@link #isSettled settled}: what came of later records is forgotten.
     *
     * @param offsets by partition, the next to be added
     * @param places as they {@link #lastPlaces were} then
     */
    void resume(Map<Integer, Long> offsets, Map<Integer, Long> places) {
        lastPlaces.putAll(places);
        offsets.forEach((partition, offset) -> {
            for (var table : List.of("replay_logins", "replay_undecided")) {
                jdbc.sql("DELETE FROM " + table + " WHERE partition_id = :partition AND log_offset >= :offset")
                        .param("partition", partition)
                        .param("offset", offset)
                        .update();
            }
        });
    }

    /** By partition, the last place that one of its records had. */
    Map<Integer, Long> lastPlaces() {
        return Map.copyOf(lastPlaces);
    }

    /** The next ones of the log, of each partition in its order. */
    void add(List<Logged> logins) {
        if (logins.isEmpty()) {
            return;
        }
        var rows = rowsOf(logins);
        var withoutRow = placesWithoutRows(logins.stream()
                .map(Logged::userId)
                .filter(user -> !rows.containsKey(user))
                .toList());
        var exact = new ArrayList<Placed>();
        var other = new ArrayList<Placed>();
        for (var login : logins) {
            var row = rows.get(login.userId());
            var place = row == null ? withoutRow.get(login.userId()) : Long.valueOf(row.seq());
            if (row == null && place != null && place > plan.lastPlace()) {
                place = null; // nobody says any more what came between
            }
            if (place == null) {
                runs.computeIfAbsent(login.partition(), _ -> new LinkedHashMap<>())
                        .putIfAbsent(login.userId(), login);
                continue;
            }
            var last = lastPlace(login.partition());
            if ((row != null && row.isOf(login)) || place > last) { // otherwise it tells of somebody again
                endRun(login.partition(), place, exact, other);
                lastPlaces.put(login.partition(), Math.max(last, place));
            }
            if (place > plan.afterPlace() && place <= plan.upToPlace()) {
                (row != null && row.isOf(login) ? exact : other).add(new Placed(login, place, row == null, false));
            }
        }
        stage(exact, true);
        stage(other, false);
        runs.values().stream().filter(run -> run.size() > LONGEST_RUN).forEach(run -> giveUp(run, false));
    }

    /** Nothing more comes of the log; what is not of a record that was read, the inbox itself tells. */
    void end() {
        runs.values().forEach(run -> giveUp(run, true));
        jdbc.sql("DELETE u FROM replay_undecided u JOIN replay_logins l ON l.user_id = u.user_id")
                .update();
        jdbc.sql("""
                        UPDATE replay_undecided u
                          JOIN (SELECT p.user_id,
                                       ROW_NUMBER() OVER (ORDER BY v.place IS NULL, v.place, p.occurred_at, p.partition_id,
                                                                   p.log_offset) AS n
                                  FROM replay_undecided p
                                  LEFT JOIN (SELECT user_id, MIN(login_seq) AS place FROM %s.vouchers
                                              WHERE login_seq > :last AND given_by IS NULL GROUP BY user_id) v
                                    ON v.user_id = p.user_id) o ON o.user_id = u.user_id
                           SET u.n = o.n
                        """.formatted(ledger)).param("last", plan.lastPlace()).update();
        jdbc.sql("""
                        INSERT INTO replay_logins (place, row_gone, by_hole, %1$s)
                        SELECT l.seq, FALSE, FALSE, %1$s FROM %2$s.first_logins l
                         WHERE l.seq > :after AND l.seq <= :upTo AND NOT %3$s
                        ON DUPLICATE KEY UPDATE partition_id = VALUES(partition_id), log_offset = VALUES(log_offset),
                                                event_id = VALUES(event_id), occurred_at = VALUES(occurred_at)
                        """.formatted(FACTS, ledger, plan.isRead("l")))
                .param("after", plan.afterPlace())
                .param("upTo", plan.upToPlace())
                .update();
    }

    /** Whether no record waits for what comes behind it. */
    boolean isSettled() {
        return runs.values().stream().allMatch(Map::isEmpty);
    }

    /** The next ones in the order in which they were decided. */
    List<LoggedFirstLogin> next(long afterPlace, int atMost) {
        return jdbc.sql("SELECT place, " + FACTS
                        + " FROM replay_logins WHERE place > :after ORDER BY place LIMIT :most")
                .param("after", afterPlace)
                .param("most", atMost)
                .query((row, n) -> read(row).at(row.getLong("place")))
                .list();
    }

    /**
     * Those that were never decided on, in the order in which they would be; each with its number among them. First come those
     * whose vouchers say that they were decided on last of all, and whose rows are gone.
     */
    Map<Long, Logged> undecided(long afterNumber, int atMost) {
        var undecided = new TreeMap<Long, Logged>();
        jdbc.sql("SELECT n, " + FACTS + " FROM replay_undecided WHERE n > :after ORDER BY n LIMIT :most")
                .param("after", afterNumber)
                .param("most", atMost)
                .query(row -> {
                    undecided.put(row.getLong("n"), read(row));
                });
        return undecided;
    }

    private static Logged read(ResultSet row) throws SQLException {
        return new Logged(
                new FirstLogin(
                        uuid(row.getBytes("event_id")),
                        row.getLong("user_id"),
                        instant(row, "occurred_at"),
                        instantOrNull(row, "registered_at"),
                        intOrNull(row, "birth_month")),
                row.getInt("partition_id"),
                row.getLong("log_offset"));
    }

    /** Somebody who has a place comes behind them. */
    private void endRun(int partition, long place, List<Placed> exact, List<Placed> others) {
        var run = runs.getOrDefault(partition, Map.of());
        if (run.isEmpty()) {
            return;
        }
        stage(exact, true);
        stage(others, false);
        exact.clear();
        others.clear();
        var last = Math.max(lastPlace(partition), 0);
        var holes = holes(last < place ? last : placeBefore(place), place);
        var fitting = holes.stream().filter(hole -> hole.size() == run.size()).toList();
        if (fitting.size() != 1) {
            giveUp(run, !holes.isEmpty());
            return;
        }
        var next = fitting.getFirst().first();
        for (var login : run.values()) {
            if (next > plan.afterPlace() && next <= plan.upToPlace()) {
                exact.add(new Placed(login, next, true, true));
            }
            next++;
        }
        run.clear();
    }

    private long lastPlace(int partition) {
        return lastPlaces.getOrDefault(partition, plan.afterPlace());
    }

    private List<Hole> holes(long after, long before) {
        return jdbc.sql("""
                        SELECT g.place + 1 AS first, g.next - g.place - 1 AS size
                          FROM (SELECT p.place, LEAD(p.place) OVER (ORDER BY p.place) AS next
                                  FROM (SELECT seq AS place FROM %s.first_logins WHERE seq > :after AND seq < :before
                                        UNION SELECT place FROM replay_logins WHERE place > :after AND place < :before
                                        UNION SELECT :after
                                        UNION SELECT :before) p) g
                         WHERE g.next - g.place > 1
                        """.formatted(ledger))
                .param("after", after)
                .param("before", before)
                .query((row, n) -> new Hole(row.getLong("first"), row.getLong("size")))
                .list();
    }

    private long placeBefore(long place) {
        return jdbc.sql("SELECT GREATEST(COALESCE((SELECT MAX(seq) FROM " + ledger
                        + ".first_logins WHERE seq > 0 AND seq < :place), 0),"
                        + " COALESCE((SELECT MAX(place) FROM replay_logins WHERE place < :place), 0))")
                .param("place", place)
                .query(Long.class)
                .single();
    }

    /** @param placeUnknown whether they may have been decided on after all */
    private void giveUp(Map<Long, Logged> run, boolean placeUnknown) {
        var logins = run.values().stream()
                .filter(login -> plan.isAsked(login.partition(), login.offset()))
                .toList();
        for (var from = 0; from < logins.size(); from += CHUNK) {
            var some = logins.subList(from, Math.min(from + CHUNK, logins.size()));
            var insert = jdbc.sql("INSERT IGNORE INTO replay_undecided (" + FACTS + ", place_unknown) VALUES "
                    + rows(some.size(), 8));
            for (var login : some) {
                insert = facts(insert, login).param(placeUnknown);
            }
            insert.update();
        }
        run.clear();
    }

    /** @param exact whether they are what the rows are of; otherwise a record that is has precedence */
    private void stage(List<Placed> logins, boolean exact) {
        if (logins.isEmpty()) {
            return;
        }
        var insert = jdbc.sql((exact ? "REPLACE" : "INSERT IGNORE") + " INTO replay_logins (" + FACTS
                + ", place, row_gone, by_hole) VALUES " + rows(logins.size(), 10));
        for (var placed : logins) {
            insert = facts(insert, placed.login())
                    .param(placed.place())
                    .param(placed.rowGone())
                    .param(placed.byHole());
        }
        insert.update();
    }

    private static JdbcClient.StatementSpec facts(JdbcClient.StatementSpec insert, Logged login) {
        return insert.param(login.userId())
                .param(bytes(login.event().eventId()))
                .param(utc(login.event().occurredAt()))
                .param(utcOrNull(login.event().registeredAt()))
                .param(login.event().birthMonth())
                .param(login.partition())
                .param(login.offset());
    }

    private Map<Long, Row> rowsOf(List<Logged> logins) {
        var rows = new HashMap<Long, Row>();
        jdbc.sql("SELECT user_id, seq, partition_id, log_offset FROM " + ledger
                        + ".first_logins WHERE user_id IN (:users) AND seq > 0") // no others were ever given
                .param("users", logins.stream().map(Logged::userId).toList())
                .query(row -> {
                    rows.put(
                            row.getLong("user_id"),
                            new Row(row.getLong("seq"), row.getInt("partition_id"), row.getLong("log_offset")));
                });
        return rows;
    }

    /** Where a run that was cut short has put them, or where their vouchers do, unless somebody else is there. */
    private Map<Long, Long> placesWithoutRows(List<Long> users) {
        var places = new HashMap<Long, Long>();
        if (!users.isEmpty()) {
            jdbc.sql("""
                            SELECT v.user_id, MIN(v.login_seq) AS place
                              FROM %1$s.vouchers v LEFT JOIN %1$s.first_logins l ON l.seq = v.login_seq
                             WHERE v.user_id IN (:users) AND v.login_seq IS NOT NULL AND l.seq IS NULL
                             GROUP BY v.user_id
                            """.formatted(ledger)).param("users", users).query(row -> {
                places.put(row.getLong("user_id"), row.getLong("place"));
            });
            jdbc.sql("SELECT user_id, place FROM replay_logins WHERE user_id IN (:users)")
                    .param("users", users)
                    .query(row -> {
                        places.put(row.getLong("user_id"), row.getLong("place"));
                    });
        }
        return places;
    }
}
