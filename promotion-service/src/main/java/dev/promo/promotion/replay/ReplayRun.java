package dev.promo.promotion.replay;

import static dev.promo.defaults.database.Columns.utc;

import dev.promo.events.FirstLoginFormat;
import dev.promo.events.MalformedEvent;
import dev.promo.promotion.campaign.CampaignRows;
import dev.promo.promotion.journal.LedgerSteps;
import dev.promo.promotion.journal.LedgerSteps.Changed;
import dev.promo.promotion.journal.LedgerSteps.Revoked;
import dev.promo.promotion.journal.LedgerSteps.Step;
import dev.promo.promotion.replay.ReplayReport.CutOff;
import dev.promo.promotion.replay.ReplayReport.Malformed;
import dev.promo.promotion.replay.Staging.Logged;
import dev.promo.promotion.voucher.LoggedFirstLogin;
import dev.promo.promotion.voucher.ShadowLedger;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/**
 * Decides part of the log again in a scratch schema, by the code that decides in the real ledger and with the steps that were taken
 * there, and compares the two.
 *
 * <p>Changes nothing but its scratch schema, takes no lock in the real one, and goes on from its latest transaction when it is
 * begun again. For one thread.
 */
final class ReplayRun {

    private static final int BATCH = 2_000;
    private static final int STEPS = 200;

    private static final int MALFORMED_EXAMPLES = 20;

    private final ScratchSchema scratch;
    private final ReplayPlan plan;
    private final String turn;
    private final LogReader log;
    private final CampaignRows campaigns;
    private final Progress progress;
    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final ShadowLedger shadow;
    private final LedgerSteps steps;
    private final Takeover takeover;
    private final Staging staging;
    private final Comparison comparison;
    private final Deque<Step> ahead = new ArrayDeque<>();
    private Position position;

    /**
     * One that begins, or goes on where the scratch schema says.
     *
     * @param turn tells it apart from one that worked here before and may still believe that it does
     * @param campaigns of the real ledger
     */
    ReplayRun(
            ScratchSchema scratch,
            ReplayPlan plan,
            ReplayRequest request,
            String turn,
            LogReader log,
            CampaignRows campaigns,
            JsonMapper json,
            Progress progress) {
        this.scratch = scratch;
        this.plan = plan;
        this.turn = turn;
        this.log = log;
        this.campaigns = campaigns;
        this.json = json;
        this.progress = progress;
        jdbc = JdbcClient.create(scratch.database());
        shadow = new ShadowLedger(scratch.database(), json);
        steps = new LedgerSteps(jdbc, json);
        takeover = new Takeover(scratch);
        staging = new Staging(scratch, plan);
        comparison = new Comparison(scratch, plan, request);
        position = Position.of(plan);
    }

    /** Who wants to know how far it is, and may have it stop. */
    interface Progress {
        /**
         * So many records of the log are done.
         *
         * @throws Stopped if it is not to go on
         */
        void at(long records) throws Stopped;
    }

    /** Somebody cancelled it, or another instance has taken it over. */
    static final class Stopped extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /**
     * Where a run that begins again goes on.
     *
     * @param offsets by partition, the next to read
     * @param lastPlaces of the records before those, by partition
     * @param records read up to there
     * @param readable those among them that are reported on and can be read
     * @param read whether all of the log is
     * @param decided up to which place
     * @param stepSeq the step that was taken last stands behind that place
     * @param stepId its id
     */
    private record Position(
            Map<Integer, Long> offsets,
            Map<Integer, Long> lastPlaces,
            long records,
            long readable,
            boolean read,
            long decided,
            long stepSeq,
            long stepId,
            @Nullable String ledgerBefore) {

        static Position of(ReplayPlan plan) {
            var offsets = new HashMap<Integer, Long>();
            plan.ranges()
                    .forEach(
                            range -> offsets.put(range.partition(), range.read().from()));
            return new Position(offsets, Map.of(), 0, 0, false, plan.afterPlace(), -1, 0, null);
        }

        Position since(String before) {
            return new Position(offsets, lastPlaces, records, readable, read, decided, stepSeq, stepId, before);
        }

        Position behind(Step step) {
            return new Position(
                    offsets, lastPlaces, records, readable, read, decided, step.afterSeq(), step.id(), ledgerBefore);
        }

        Position at(Map<Integer, Long> next, Map<Integer, Long> places, long done, long understood) {
            return new Position(
                    Map.copyOf(next), places, done, understood, read, decided, stepSeq, stepId, ledgerBefore);
        }

        Position withAllRead() {
            return new Position(offsets, lastPlaces, records, readable, true, decided, stepSeq, stepId, ledgerBefore);
        }

        Position decidedUpTo(long place) {
            return new Position(offsets, lastPlaces, records, readable, read, place, stepSeq, stepId, ledgerBefore);
        }
    }

    ReplayReport run() throws Stopped {
        try {
            return compute();
        } catch (TurnLost _) {
            throw new Stopped();
        }
    }

    private ReplayReport compute() throws Stopped {
        begin();
        readTheLog();
        decideInOrder();
        shadow.transaction().execute(_ -> {
            takeStepsBefore(Long.MAX_VALUE);
            save();
            return null;
        });
        decideWhatNeverWas();
        return report();
    }

    Comparison comparison() {
        return comparison;
    }

    /** First logins of the range that were never decided on, in the order in which they would be; as many as one repair takes in. */
    List<Logged> undecided() {
        return comparison.looksAtTheInbox()
                ? staging.undecided(0, Repair.MOST_ROWS + 1).values().stream()
                        .filter(login -> comparison.isAbout(login.event().userId()))
                        .toList()
                : List.of();
    }

    private void begin() {
        var saved = takeTurn();
        if (saved.isPresent()) {
            position = json.readValue(saved.get(), Position.class);
            if (!position.read()) {
                shadow.transaction().execute(_ -> {
                    staging.resume(position.offsets(), position.lastPlaces());
                    save();
                    return null;
                });
            }
            return;
        }
        takeover.steps(plan.upToPlace());
        var before = comparison.hashOfLedger(scratch.database());
        shadow.transaction().execute(_ -> {
            position = position.since(before);
            takeInCampaignsWithoutSteps();
            if (plan.afterPlace() >= 0) {
                takeChangesUpTo(plan.afterPlace());
                takeover.decisions(-1, plan.afterPlace());
            }
            save();
            return null;
        });
    }

    /** Somebody made them by hand: they are taken to have been like this from the beginning. */
    private void takeInCampaignsWithoutSteps() {
        jdbc.sql("""
                        SELECT c.id FROM %1$s.campaigns c
                          LEFT JOIN %1$s.ledger_steps s
                            ON s.id = (SELECT MIN(f.id) FROM %1$s.ledger_steps f WHERE f.campaign_id = c.id)
                         WHERE s.id IS NULL OR s.kind <> 'CHANGED'
                        """.formatted(scratch.ledger())).query(Long.class).list().forEach(id -> campaigns.writeTo(jdbc, id));
        jdbc.sql("UPDATE campaigns SET backlog = FALSE").update(); // nobody waited in the beginning
    }

    /** Of what is believed, only how the campaigns were changed is done again. */
    private void takeChangesUpTo(long place) {
        for (var step = nextStep(); step != null && step.afterSeq() <= place; step = nextStep()) {
            ahead.remove();
            switch (step.detail()) {
                case Changed _ -> shadow.take(step);
                case Revoked revoked -> {
                    revoke(step, revoked);
                    queueNewcomersAt(step.campaign());
                }
                default -> {} // what it gave is copied
            }
            position = position.behind(step);
        }
    }

    /** If it is here already; counters are taken care of by whoever copies more. */
    private void revoke(Step step, Revoked revoked) {
        jdbc.sql("UPDATE vouchers SET revoked_at = ? WHERE campaign_id = ? AND user_id = ? AND revoked_at IS NULL")
                .param(utc(step.at()))
                .param(step.campaign())
                .param(revoked.userId())
                .update();
    }

    /** Whoever makes room lets those come first who wait; the step that ends that says so. */
    private void queueNewcomersAt(long campaign) {
        jdbc.sql("UPDATE campaigns SET backlog = TRUE WHERE id = :id")
                .param("id", campaign)
                .update();
    }

    private void readTheLog() throws Stopped {
        if (position.read()) {
            return;
        }
        var next = new HashMap<>(position.offsets());
        var records = position.records();
        var readable = position.readable();
        try (var reading = log.read(next, ends())) {
            while (!reading.isDone()) {
                var logins = new ArrayList<Logged>();
                var malformed = new ArrayList<Malformed>();
                for (var message : reading.next()) {
                    next.put(message.partition(), message.offset() + 1);
                    records++;
                    var asked = plan.isAsked(message.partition(), message.offset());
                    try {
                        logins.add(new Logged(FirstLoginFormat.read(message), message.partition(), message.offset()));
                        readable += asked ? 1 : 0;
                    } catch (MalformedEvent cause) {
                        if (asked) {
                            malformed.add(malformed(message, cause));
                        }
                    }
                }
                var done = records;
                var understood = readable;
                shadow.transaction().execute(_ -> {
                    note(malformed);
                    staging.add(logins);
                    if (staging.isSettled()) {
                        position = position.at(next, staging.lastPlaces(), done, understood);
                    }
                    save();
                    return null;
                });
                progress.at(records);
            }
        }
        var done = records;
        var understood = readable;
        shadow.transaction().execute(_ -> {
            staging.end();
            position = position.at(next, staging.lastPlaces(), done, understood).withAllRead();
            save();
            return null;
        });
    }

    private Map<Integer, Long> ends() {
        return plan.ranges().stream()
                .collect(Collectors.toMap(
                        ReplayPlan.Range::partition, range -> range.read().to()));
    }

    private static Malformed malformed(ConsumerRecord<?, ?> message, MalformedEvent cause) {
        return new Malformed(message.partition(), message.offset(), String.valueOf(cause.getMessage()));
    }

    private void decideInOrder() throws Stopped {
        List<LoggedFirstLogin> batch;
        do {
            batch = staging.next(position.decided(), BATCH);
            var logins = batch;
            if (!logins.isEmpty()) {
                shadow.transaction().execute(_ -> {
                    decide(logins);
                    position = position.decidedUpTo(placeOf(logins.getLast()));
                    save();
                    return null;
                });
            }
            progress.at(position.records());
        } while (batch.size() == BATCH);
    }

    private void decide(List<LoggedFirstLogin> ordered) {
        var from = 0;
        while (from < ordered.size()) {
            takeStepsBefore(placeOf(ordered.get(from)));
            var step = nextStep();
            var to = from + 1;
            while (to < ordered.size() && (step == null || placeOf(ordered.get(to)) <= step.afterSeq())) {
                to++;
            }
            shadow.record(ordered.subList(from, to));
            from = to;
        }
    }

    private void takeStepsBefore(long place) {
        for (var step = nextStep(); step != null && step.afterSeq() < place; step = nextStep()) {
            ahead.remove();
            take(step);
            position = position.behind(step);
        }
    }

    private void take(Step step) {
        var isNew = step.detail() instanceof Changed
                && jdbc.sql("SELECT COUNT(*) = 0 FROM campaigns WHERE id = :id")
                        .param("id", step.campaign())
                        .query(Boolean.class)
                        .single();
        shadow.take(step);
        if (isNew && step.detail() instanceof Changed change && isOlder(change, step)) {
            takeover.vouchersWithoutSteps(step.campaign(), step.afterSeq(), step.at());
        }
    }

    /** Whether the campaign was there before its steps were noted. */
    private static boolean isOlder(Changed change, Step step) {
        var made = change.row().get("created_at");
        return made != null
                && LocalDateTime.parse(made.replace(' ', 'T'))
                        .toInstant(ZoneOffset.UTC)
                        .isBefore(step.at());
    }

    private @Nullable Step nextStep() {
        if (ahead.isEmpty()) {
            ahead.addAll(steps.after(position.stepSeq(), position.stepId(), STEPS));
        }
        return ahead.peek();
    }

    private static long placeOf(LoggedFirstLogin login) {
        var place = login.place();
        if (place == null) {
            throw new IllegalStateException("a first login without a place");
        }
        return place;
    }

    /** From now on nobody else's transaction commits here. Says where an earlier one has come to. */
    private Optional<String> takeTurn() {
        return shadow.transaction().execute(_ -> {
            jdbc.sql("INSERT INTO replay_progress (id, turn) VALUES (1, :turn) ON DUPLICATE KEY UPDATE turn = :turn")
                    .param("turn", turn)
                    .update();
            return jdbc
                    .sql("SELECT position FROM replay_progress WHERE id = 1 AND position IS NOT NULL")
                    .query(String.class)
                    .list()
                    .stream()
                    .filter(Objects::nonNull)
                    .findFirst();
        });
    }

    /** Done last in each transaction. */
    private void save() {
        var saved = jdbc.sql("UPDATE replay_progress SET position = :position WHERE id = 1 AND turn = :turn")
                .param("position", json.writeValueAsString(position))
                .param("turn", turn)
                .update();
        if (saved == 0) {
            throw new TurnLost();
        }
    }

    private static final class TurnLost extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private void note(List<Malformed> malformed) {
        for (var message : malformed) {
            jdbc.sql("INSERT IGNORE INTO replay_malformed (partition_id, log_offset, reason) VALUES (?, ?, ?)")
                    .param(message.partition())
                    .param(message.offset())
                    .param(message.reason())
                    .update();
        }
    }

    /** They come now, behind everybody: as they would if they were delivered again. */
    private void decideWhatNeverWas() throws Stopped {
        if (count("replay_undecided") == 0) {
            return;
        }
        if (plan.upToPlace() < plan.lastPlace()) {
            shadow.transaction().execute(_ -> {
                takeover.steps(plan.lastPlace());
                takeChangesUpTo(plan.lastPlace());
                takeover.decisions(plan.upToPlace(), plan.lastPlace());
                save();
                return null;
            });
        }
        Map<Long, Logged> batch;
        var after = 0L;
        do {
            batch = staging.undecided(after, BATCH);
            if (!batch.isEmpty()) {
                record(batch.entrySet().stream()
                        .map(login -> login.getValue().at(plan.lastPlace() + login.getKey()))
                        .toList());
                after = Collections.max(batch.keySet());
            }
            progress.at(position.records());
        } while (batch.size() == BATCH);
    }

    private void record(List<LoggedFirstLogin> batch) {
        shadow.transaction().execute(_ -> {
            shadow.record(batch);
            save();
            return null;
        });
    }

    private long count(String table) {
        return jdbc.sql("SELECT COUNT(*) FROM " + table).query(Long.class).single();
    }

    private ReplayReport report() {
        var rows = new JdbcTemplate(scratch.database());
        rows.setFetchSize(Integer.MIN_VALUE); // one row in memory at a time
        var found = comparison.differences(JdbcClient.create(rows));
        var unknown = comparison.undecided(jdbc);
        var firstLogins = comparison.firstLogins(jdbc);
        var malformed = count("replay_malformed");
        var before = position.ledgerBefore();
        var after = comparison.hashOfLedger(scratch.database());
        var rebuilt = comparison.hashOfShadow(scratch.database());
        return new ReplayReport(
                found.all() == 0 && unknown == 0 && (!comparison.isOfEverything() || after.equals(rebuilt)),
                position.readable() + malformed,
                firstLogins,
                position.readable() - firstLogins,
                malformed,
                malformedExamples(),
                unknown,
                comparison.campaigns(jdbc, found),
                found.counts(),
                found.examples(),
                found.digest(),
                before == null ? "" : before,
                after,
                rebuilt,
                cutOff(),
                null);
    }

    private List<Malformed> malformedExamples() {
        return jdbc.sql(
                        "SELECT partition_id, log_offset, reason FROM replay_malformed ORDER BY partition_id, log_offset"
                                + " LIMIT " + MALFORMED_EXAMPLES)
                .query((row, n) ->
                        new Malformed(row.getInt("partition_id"), row.getLong("log_offset"), row.getString("reason")))
                .list();
    }

    private List<CutOff> cutOff() {
        return plan.ranges().stream()
                .flatMap(range -> Stream.ofNullable(range.cutOffFrom())
                        .map(from -> new CutOff(
                                range.partition(), from, range.asked().from())))
                .toList();
    }
}
