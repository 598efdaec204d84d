package dev.promo.promotion.replay;

import static dev.promo.defaults.database.Columns.instant;
import static dev.promo.defaults.database.Columns.instantOrNull;
import static dev.promo.defaults.database.Columns.longOrNull;
import static dev.promo.defaults.database.Columns.utc;

import dev.promo.defaults.page.PageRequest;
import dev.promo.promotion.database.ReadCommitted;
import dev.promo.promotion.replay.Replay.State;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/** The jobs, and which instance works on which: one whose lease has run out is taken to be dead, and another one goes on. */
@Repository
class ReplayJobs {

    private static final Duration LEASE = Duration.ofSeconds(30);

    /** So many seconds from now by the clock that all instances share. */
    private static final String IN_SECONDS = "TIMESTAMPADD(SECOND, %s, UTC_TIMESTAMP(6))";

    private static final String SELECT = """
            SELECT id, request, applies, requested_by, created_at, state, started_at, ended_at, records_done, records_all,
                   report, trouble FROM replay_jobs\s""";

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final ReadCommitted transaction;
    private final Clock clock;

    ReplayJobs(JdbcClient jdbc, JsonMapper json, ReadCommitted transaction, Clock clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.transaction = transaction;
        this.clock = clock;
    }

    long add(ReplayRequest request, @Nullable Long applies, long requestedBy) {
        var key = new GeneratedKeyHolder();
        jdbc.sql("""
                        INSERT INTO replay_jobs (request, applies, requested_by, created_at, state)
                        VALUES (?, ?, ?, ?, 'QUEUED')
                        """)
                .param(json.writeValueAsString(request))
                .param(applies)
                .param(requestedBy)
                .param(utc(clock.instant()))
                .update(key, "id");
        return Objects.requireNonNull(key.getKey()).longValue();
    }

    boolean knowsCampaign(long id) {
        return jdbc.sql("SELECT COUNT(*) > 0 FROM campaigns WHERE id = ?")
                .param(id)
                .query(Boolean.class)
                .single();
    }

    Optional<Replay> find(long id) {
        return jdbc.sql(SELECT + "WHERE id = ?").param(id).query(this::read).optional();
    }

    /** Newest first, one more than the page holds if there are so many. */
    List<Replay> list(PageRequest page) {
        return jdbc.sql(SELECT + "WHERE id < ? ORDER BY id DESC LIMIT ?")
                .param(page.after() == null ? Long.MAX_VALUE : page.after())
                .param(page.toFetch())
                .query(this::read)
                .list();
    }

    private Replay read(ResultSet row, int number) throws SQLException {
        var report = row.getString("report");
        return new Replay(
                row.getLong("id"),
                json.readValue(row.getString("request"), ReplayRequest.class),
                longOrNull(row, "applies"),
                row.getLong("requested_by"),
                State.valueOf(row.getString("state")),
                instant(row, "created_at"),
                instantOrNull(row, "started_at"),
                instantOrNull(row, "ended_at"),
                row.getLong("records_done"),
                longOrNull(row, "records_all"),
                report == null ? null : json.readValue(report, ReplayReport.class),
                row.getString("trouble"));
    }

    /** The oldest job that nobody works on is this worker's from now on. */
    Optional<Replay> claim(String worker) {
        return transaction.execute(_ -> {
            var free = jdbc.sql("""
                            SELECT id FROM replay_jobs
                             WHERE state = 'QUEUED'
                                OR (state = 'RUNNING' AND (lease_until IS NULL OR lease_until < UTC_TIMESTAMP(6)))
                             ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
                            """).query(Long.class).optional();
            free.ifPresent(id -> jdbc.sql("""
                            UPDATE replay_jobs
                               SET state = 'RUNNING', worker = :worker, lease_until = %s,
                                   started_at = COALESCE(started_at, :now)
                             WHERE id = :id
                            """.formatted(IN_SECONDS.formatted(":lease")))
                    .param("worker", worker)
                    .param("lease", LEASE.toSeconds())
                    .param("now", utc(clock.instant()))
                    .param("id", id)
                    .update());
            return free.flatMap(this::find);
        });
    }

    /** What was settled when it began; empty if it has not. */
    Optional<ReplayPlan> plan(long id) {
        return jdbc
                .sql("SELECT plan FROM replay_jobs WHERE id = ? AND plan IS NOT NULL")
                .param(id)
                .query(String.class)
                .list()
                .stream()
                .map(plan -> json.readValue(plan, ReplayPlan.class))
                .findFirst();
    }

    /** Writes down what is settled; false if the job is not this worker's any more. */
    boolean settle(long id, String worker, ReplayPlan plan) {
        return jdbc.sql("UPDATE replay_jobs SET plan = ?, records_all = ?"
                                + " WHERE id = ? AND worker = ? AND state = 'RUNNING' AND plan IS NULL")
                        .param(json.writeValueAsString(plan))
                        .param(plan.records())
                        .param(id)
                        .param(worker)
                        .update()
                > 0;
    }

    /** Whether the job is still this worker's, which it then stays for some time. */
    boolean renew(long id, String worker, @Nullable Long recordsDone) {
        return jdbc.sql("""
                                UPDATE replay_jobs
                                   SET lease_until = %s, records_done = COALESCE(:done, records_done)
                                 WHERE id = :id AND worker = :worker AND state = 'RUNNING'
                                """.formatted(IN_SECONDS.formatted(":lease")))
                        .param("lease", LEASE.toSeconds())
                        .param("done", recordsDone)
                        .param("id", id)
                        .param("worker", worker)
                        .update()
                > 0;
    }

    /** Leaves it to whoever looks next, not before that time. */
    void giveBack(long id, String worker, Duration pause) {
        jdbc.sql("""
                        UPDATE replay_jobs SET worker = NULL, lease_until = %s
                         WHERE id = :id AND worker = :worker AND state = 'RUNNING'
                        """.formatted(IN_SECONDS.formatted(":pause")))
                .param("pause", pause.toSeconds())
                .param("id", id)
                .param("worker", worker)
                .update();
    }

    /**
     * Ends it.
     *
     * @param report null to leave the one that it has
     * @return false if it is not this worker's any more, or was cancelled; nothing has changed then
     */
    boolean end(long id, String worker, State state, @Nullable ReplayReport report, @Nullable String trouble) {
        return jdbc.sql("""
                                UPDATE replay_jobs
                                   SET state = :state, worker = NULL, lease_until = NULL, ended_at = :now,
                                       report = COALESCE(:report, report), trouble = :trouble
                                 WHERE id = :id AND worker = :worker AND state = 'RUNNING'
                                """)
                        .param("state", state.name())
                        .param("now", utc(clock.instant()))
                        .param("report", report == null ? null : json.writeValueAsString(report))
                        .param("trouble", trouble)
                        .param("id", id)
                        .param("worker", worker)
                        .update()
                > 0;
    }

    /** Writes down what was done, in the transaction that does it; false if the job is not this worker's any more. */
    boolean note(long id, String worker, ReplayReport report) {
        return jdbc.sql("UPDATE replay_jobs SET report = ? WHERE id = ? AND worker = ? AND state = 'RUNNING'")
                        .param(json.writeValueAsString(report))
                        .param(id)
                        .param(worker)
                        .update()
                > 0;
    }

    /** Whether it was open until now; one that has changed the ledger comes to its end. */
    boolean cancel(long id) {
        return jdbc.sql("""
                                UPDATE replay_jobs SET state = 'CANCELLED', worker = NULL, lease_until = NULL, ended_at = :now
                                 WHERE id = :id AND state IN ('QUEUED', 'RUNNING')
                                   AND (report IS NULL OR JSON_EXTRACT(report, '$.applied') IS NULL)
                                """).param("now", utc(clock.instant())).param("id", id).update() > 0;
    }
}
