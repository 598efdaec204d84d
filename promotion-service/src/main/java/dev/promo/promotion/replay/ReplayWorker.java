package dev.promo.promotion.replay;

import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import dev.promo.promotion.campaign.CampaignRows;
import dev.promo.promotion.replay.Replay.State;
import dev.promo.promotion.replay.ReplayRun.Stopped;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToLongFunction;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Works on the jobs, two at a time. What passes is waited for; a job whose instance dies is gone on with by another, from its
 * latest transaction. Gauges {@code replays.running}, and of those together {@code replays.records.planned} and
 * {@code replays.records.done}.
 */
@Component
class ReplayWorker implements DisposableBean {
    private static final Logger log = LoggerFactory.getLogger(ReplayWorker.class);

    private static final int AT_A_TIME = 2;
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_NAP = Duration.ofMillis(500);
    private static final int ACCESS_DENIED_TO_SCHEMA = 1044;
    private static final int ATTEMPTS = 3;
    private static final String MOVED = "The ledger moved while the report was about to be applied.";
    private static final String BUSY =
            "The database broke it off each time: nothing was done. Apply the report again later.";

    private final ReplayJobs jobs;
    private final ReplayPlanner planner;
    private final LogReader reader;
    private final CampaignRows campaigns;
    private final Repair repair;
    private final DataSource database;
    private final JsonMapper json;
    private final Map<Long, Work> running = new ConcurrentHashMap<>();
    private volatile boolean closing;

    ReplayWorker(
            ReplayJobs jobs,
            ReplayPlanner planner,
            LogReader reader,
            CampaignRows campaigns,
            Repair repair,
            DataSource database,
            JsonMapper json,
            MeterRegistry meters) {
        this.jobs = jobs;
        this.planner = planner;
        this.reader = reader;
        this.campaigns = campaigns;
        this.repair = repair;
        this.database = database;
        this.json = json;
        meters.gaugeMapSize("replays.running", List.of(), running);
        Gauge.builder("replays.records.planned", running, works -> sum(works, work -> work.planned))
                .register(meters);
        Gauge.builder("replays.records.done", running, works -> sum(works, work -> work.done))
                .register(meters);
    }

    private static double sum(Map<Long, Work> works, ToLongFunction<Work> records) {
        return works.values().stream().mapToLong(records).sum();
    }

    @Scheduled(fixedDelay = 500)
    void look() {
        try {
            running.forEach((id, work) -> {
                if (!jobs.renew(id, work.token, null)) {
                    work.stop();
                }
            });
            while (running.size() < AT_A_TIME && !closing) {
                var token = UUID.randomUUID().toString();
                var job = jobs.claim(token).orElse(null);
                if (job == null) {
                    return;
                }
                begin(job, token);
            }
        } catch (DataAccessException | TransactionException trouble) { // passes by itself; the next look is soon
            log.debug("Replays could not be looked for", trouble);
        }
    }

    /** Those of jobs that ended while nobody could drop them. */
    @Scheduled(fixedDelay = 10, timeUnit = TimeUnit.MINUTES)
    void dropLeftovers() {
        try {
            for (var id : ScratchSchema.all(database)) {
                if (jobs.find(id).map(job -> !job.state().isOpen()).orElse(false) && !running.containsKey(id)) {
                    ScratchSchema.drop(database, id);
                }
            }
        } catch (SQLException | DataAccessException | TransactionException trouble) { // the next time is soon enough
            log.debug("Scratch schemas could not be looked for", trouble);
        }
    }

    private void begin(Replay job, String token) {
        var work = new Work(job, token);
        var earlier = running.put(job.id(), work);
        if (earlier != null) { // it has lost the job, and may not know yet
            earlier.stop();
        }
        work.thread = Thread.ofPlatform().name("replay-" + job.id()).daemon().start(work);
    }

    /** Leaves what is not done to the next instance. */
    @Override
    public void destroy() throws InterruptedException {
        closing = true;
        for (var work : running.values()) {
            work.stop.set(true);
            if (work.thread != null) {
                work.thread.join(TimeUnit.SECONDS.toMillis(10));
            }
        }
    }

    /** One job. */
    private final class Work implements Runnable {
        private final Replay job;
        /** Of this turn at the job: whoever has a later one has taken it over. */
        private final String token;

        private final AtomicBoolean stop = new AtomicBoolean();
        private volatile @Nullable Thread thread;
        private volatile @Nullable ScratchSchema schema;
        private volatile long planned;
        private volatile long done;

        Work(Replay job, String token) {
            this.job = job;
            this.token = token;
        }

        @Override
        public void run() {
            try (var scratch = ScratchSchema.open(database, job.id())) {
                schema = scratch;
                if (work(scratch)) {
                    drop();
                }
            } catch (SQLException | RuntimeException | OutOfMemoryError failure) {
                fail(failure);
            } finally {
                running.remove(job.id(), this);
            }
        }

        /** The job is not this turn's any more; a statement that takes long is not waited for. */
        private void stop() {
            if (stop.compareAndSet(false, true)) {
                var open = schema;
                if (open != null) {
                    open.close();
                }
            }
        }

        /** On the service's connections, as those of the schema may be closed. */
        private void drop() {
            try {
                ScratchSchema.drop(database, job.id());
            } catch (SQLException | DataAccessException trouble) { // there is somebody who looks for leftovers
                log.debug("The scratch schema of replay {} could not be dropped", job.id(), trouble);
            }
        }

        /** Says whether the scratch schema is not needed any more. */
        private boolean work(ScratchSchema scratch) {
            try {
                finish(scratch);
                return isOver();
            } catch (Stopped _) {
                if (closing) {
                    jobs.giveBack(job.id(), token, Duration.ZERO);
                    return false;
                }
                return isOver();
            } catch (RuntimeException failure) {
                return (stop.get() && !closing) ? isOver() : fail(failure);
            }
        }

        /** If not, another instance works on it in the same schema, or will. */
        private boolean isOver() {
            return jobs.find(job.id()).map(found -> !found.state().isOpen()).orElse(true);
        }

        private void finish(ScratchSchema scratch) throws Stopped {
            var plan = jobs.plan(job.id()).orElse(null);
            if (plan == null) {
                var trouble = planner.trouble(job.request());
                if (trouble.isPresent()) {
                    refuse(null, trouble.get());
                    return;
                }
                plan = planner.plan(job.request(), scratch);
                if (!jobs.settle(job.id(), token, plan)) {
                    throw new Stopped();
                }
                log.info("Replay {} begins with {} records", job.id(), plan.records());
            }
            planned = plan.records();
            done = job.recordsDone();
            var run = new ReplayRun(scratch, plan, job.request(), token, reader, campaigns, json, pace());
            var noted = job.report();
            if (noted != null && noted.applied() != null) { // it died between the doing and the end
                end(scratch, run);
                return;
            }
            var report = run.run();
            var applies = job.appliesReport();
            if (applies == null) {
                jobs.end(job.id(), token, State.DONE, report, null);
                log.info("Replay {} is done", job.id());
            } else {
                apply(scratch, run, report, applies);
            }
        }

        private void apply(ScratchSchema scratch, ReplayRun run, ReplayReport report, long applies) throws Stopped {
            var promised = jobs.find(applies).map(Replay::report).orElse(null);
            if (promised == null || !promised.digest().equals(report.digest())) {
                refuse(report, "The ledger or the log has moved: the outcome would not be that of the report.");
                return;
            }
            if (report.rows() > Repair.MOST_ROWS) {
                refuse(report, "More than %d rows: choose a smaller range.".formatted(Repair.MOST_ROWS));
                return;
            }
            var compared = JdbcClient.create(scratch.database());
            var rows = run.comparison().rows(compared);
            if (!isWhatWasReported(rows, report)) {
                refuse(report, MOVED);
                return;
            }
            var inTheWay = run.comparison().inTheWayOf(rows, compared);
            if (inTheWay.isPresent()) {
                refuse(report, inTheWay.get());
                return;
            }
            carryOut(scratch, run, report, rows);
        }

        /** Not again and again: as long as it tries, nobody is given anything. */
        private void carryOut(ScratchSchema scratch, ReplayRun run, ReplayReport report, Repair.Rows rows)
                throws Stopped {
            for (var attempt = 1; ; attempt++) {
                var trouble = MOVED;
                try {
                    repair.carryOut(
                            scratch,
                            rows,
                            run.undecided(),
                            applied -> jobs.note(job.id(), token, report.with(applied, "")));
                } catch (DataAccessException | TransactionException failure) {
                    if (!passes(failure)) {
                        throw failure;
                    }
                    log.debug("Replay {} could not be carried out", job.id(), failure);
                    trouble = BUSY;
                }
                if (isNoted()) { // also where the answer to the commit was lost
                    end(scratch, run);
                    log.info("Replay {} has applied report {}", job.id(), job.appliesReport());
                    return;
                }
                if (trouble.equals(MOVED) || attempt == ATTEMPTS) {
                    refuse(report, trouble);
                    return;
                }
                nap(PAUSE.toNanos());
            }
        }

        /** Whether it is done; that is written in the transaction that does it. */
        private boolean isNoted() {
            return jobs.find(job.id())
                    .map(Replay::report)
                    .map(ReplayReport::applied)
                    .isPresent();
        }

        /** But for what is left: vouchers in use, and counters that only a look at everything can judge. */
        private static boolean isWhatWasReported(Repair.Rows rows, ReplayReport report) {
            var promised = new EnumMap<Difference.Kind, Long>(Difference.Kind.class);
            promised.putAll(report.differences());
            promised.remove(Difference.Kind.VOUCHER_EXTRA_IN_USE);
            promised.remove(Difference.Kind.VOUCHER_DIFFERS_IN_USE);
            if (!rows.ofEverything()) {
                promised.remove(Difference.Kind.COUNTERS_DIFFER);
            }
            return promised.equals(rows.counts());
        }

        /** What was done is in the report already, written in the transaction that did it. */
        private void end(ScratchSchema scratch, ReplayRun run) {
            var report = jobs.find(job.id()).map(Replay::report).orElse(null);
            if (report != null && report.applied() != null) {
                var after = run.comparison().hashOfLedger(scratch.database());
                jobs.end(job.id(), token, State.DONE, report.with(report.applied(), after), null);
            }
        }

        private void refuse(@Nullable ReplayReport report, String reason) {
            jobs.end(job.id(), token, State.REFUSED, report, reason);
            log.info("Replay {} is refused: {}", job.id(), reason);
        }

        /** Says whether it failed for good. */
        private boolean fail(Throwable failure) {
            try {
                if (passes(failure)) {
                    log.debug("Replay {} waits for database or broker", job.id(), failure);
                    jobs.giveBack(job.id(), token, PAUSE);
                    return false;
                }
                log.error("Replay {} failed", job.id(), failure);
                return isNoted() // nothing is missing then but the last look at the ledger
                        ? jobs.end(job.id(), token, State.DONE, null, null)
                        : jobs.end(job.id(), token, State.FAILED, null, sentence(failure));
            } catch (DataAccessException | TransactionException trouble) { // its lease runs out
                log.debug("Replay {} could not be given back", job.id(), trouble);
                return false;
            }
        }

        private static boolean passes(Throwable failure) {
            for (var cause = failure; cause != null; cause = cause.getCause()) {
                if (cause instanceof TransientDataAccessException
                        || cause instanceof DataAccessResourceFailureException
                        || cause instanceof TransactionException
                        || cause instanceof SQLTransientException
                        || cause instanceof SQLRecoverableException
                        || cause instanceof SQLNonTransientConnectionException
                        || cause instanceof PoolInitializationException
                        || (cause instanceof KafkaException && !(cause instanceof InvalidOffsetException))) {
                    return true;
                }
            }
            return false;
        }

        private static String sentence(Throwable failure) {
            if (failure instanceof InvalidOffsetException) {
                return "The topic gave up records of the range while they were read.";
            }
            return NestedExceptionUtils.getMostSpecificCause(failure) instanceof SQLException cause
                            && cause.getErrorCode() == ACCESS_DENIED_TO_SCHEMA
                    ? "The database user may not make the scratch schema; docs/replay.md names the grant."
                    : "Something unforeseen happened; the service's log says more.";
        }

        /** Not faster than asked for, and not further than wanted. */
        private ReplayRun.Progress pace() {
            var began = System.nanoTime();
            var perSecond = job.request().recordsPerSecond();
            return records -> {
                if (perSecond != null) {
                    var each = TimeUnit.SECONDS.toNanos(1) / perSecond;
                    var due = began + each * (records - job.recordsDone());
                    while (System.nanoTime() < due) {
                        tell(Math.min(records, job.recordsDone() + (System.nanoTime() - began) / each));
                        nap(Math.min(Math.max(due - System.nanoTime(), 1), LONGEST_NAP.toNanos()));
                    }
                }
                tell(records);
            };
        }

        private void tell(long records) throws Stopped {
            done = records;
            if (stop.get() || !jobs.renew(job.id(), token, records)) {
                throw new Stopped();
            }
        }

        private static void nap(long nanos) throws Stopped {
            try {
                TimeUnit.NANOSECONDS.sleep(nanos);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw new Stopped();
            }
        }
    }
}
