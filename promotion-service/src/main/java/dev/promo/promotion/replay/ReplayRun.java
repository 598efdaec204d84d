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
import dev.promo.events.FirstLoginFormat;
import dev.promo.events.MalformedEvent;
import dev.promo.promotion.campaign.CampaignRows;
import dev.promo.promotion.journal.LedgerSteps;
import dev.promo.promotion.journal.LedgerSteps.Changed;
import dev.promo.promotion.journal.LedgerSteps.Step;
import dev.promo.promotion.replay.InboxOrder.Logged;
import dev.promo.promotion.replay.ReplayReport.CutOff;
import dev.promo.promotion.replay.ReplayReport.Malformed;
import dev.promo.promotion.voucher.LoggedFirstLogin;
import dev.promo.promotion.voucher.ShadowLedger;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
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

    /** Records of one partition that wait for another one's. */
    private static final int MOST_WAITING = 20_000;

    private static final int MALFORMED_EXAMPLES = 20;

    private final ScratchSchema scratch;
    private final ReplayPlan plan;
    private final ReplayRequest request;
    private final LogReader log;
    private final CampaignRows campaigns;
    private final Progress progress;
    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final ShadowLedger shadow;
    private final LedgerSteps steps;
    private final Takeover takeover;
    private final Comparison comparison;
    private final Deque<Step> ahead = new ArrayDeque<>();
    private Position position;

    /**
     * One that begins, or goes on where the scratch schema says.
     *
     * @param campaigns of the real ledger
     */
    ReplayRun(
            ScratchSchema scratch,
            ReplayPlan plan,
            ReplayRequest request,
            LogReader log,
            CampaignRows campaigns,
            JsonMapper json,
            Progress progress) {
        this.scratch = scratch;
        this.plan = plan;
        this.request = request;
        this.log = log;
        this.campaigns = campaigns;
        this.json = json;
        this.progress = progress;
        jdbc = JdbcClient.create(scratch.database());
        shadow = new ShadowLedger(scratch.database(), json);
        steps = new LedgerSteps(jdbc, json);
        takeover = new Takeover(scratch);
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
     * @param records read up to there
     * @param readable those of the range among them that can be read
     * @param stepSeq the step that was taken last stands behind that place
     * @param stepId its id
     */
    private record Position(
            Map<Integer, Long> offsets,
            long records,
            long readable,
            long stepSeq,
            long stepId,
            @Nullable String ledgerBefore) {

        static Position of(ReplayPlan plan) {
            var offsets = new HashMap<Integer, Long>();
            plan.ranges().forEach(range -> offsets.put(range.partition(), range.readFrom()));
            return new Position(offsets, 0, 0, -1, 0, null);
        }

        Position behind(Step step) {
            return new Position(offsets, records, readable, step.afterSeq(), step.id(), ledgerBefore);
        }

        Position at(Map<Integer, Long> next, long done, long understood) {
            return new Position(Map.copyOf(next), done, understood, stepSeq, stepId, ledgerBefore);
        }
    }

    ReplayReport run() throws Stopped {
        begin();
        decideTheLog();
        shadow.transaction().execute(_ -> {
            takeStepsBefore(Long.MAX_VALUE);
            save();
            return null;
        });
        var undecided = decideWhatNeverWas();
        return report(undecided);
    }

    Comparison comparison() {
        return comparison;
    }

    /** First logins of the range that were never decided on, in the order of the log; as many as one repair takes in. */
    List<Logged> undecided() {
        return undecidedAfter(0, Repair.MOST_ROWS).stream()
                .map(Undecided::login)
                .toList();
    }

    private void begin() {
        var saved = jdbc.sql("SELECT position FROM replay_progress WHERE id = 1")
                .query(String.class)
                .optional();
        if (saved.isPresent()) {
            position = json.readValue(saved.get(), Position.class);
            return;
        }
        var before = comparison.hashOfLedger(scratch.database());
        shadow.transaction().execute(_ -> {
            takeover.steps(plan.upToPlace());
            position = new Position(position.offsets(), 0, 0, position.stepSeq(), position.stepId(), before);
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
        jdbc.sql(
                        "SELECT c.id FROM %1$s.campaigns c WHERE NOT EXISTS (SELECT 1 FROM %1$s.ledger_steps s WHERE s.campaign_id = c.id)"
                                .formatted(scratch.ledger()))
                .query(Long.class)
                .list()
                .forEach(id -> campaigns.writeTo(jdbc, id));
    }

    /** Of what is believed, only how the campaigns were changed is done again. */
    private void takeChangesUpTo(long place) {
        for (var step = nextStep(); step != null && step.afterSeq() <= place; step = nextStep()) {
            ahead.remove();
            if (step.detail() instanceof Changed) {
                shadow.take(step);
            }
            position = position.behind(step);
        }
    }

    private void decideTheLog() throws Stopped {
        var next = new HashMap<>(position.offsets());
        var records = position.records();
        var readable = position.readable();
        var order = new InboxOrder(jdbc, scratch.ledger(), next.keySet(), plan.afterPlace());
        try (var reading = log.read(next, ends())) {
            while (!reading.isDone()) {
                var logins = new ArrayList<Logged>();
                var malformed = new ArrayList<Malformed>();
                for (var message : reading.next()) {
                    next.put(message.partition(), message.offset() + 1);
                    records++;
                    try {
                        logins.add(new Logged(FirstLoginFormat.read(message), message.partition(), message.offset()));
                        readable += plan.reportsOn(message.partition(), message.offset()) ? 1 : 0;
                    } catch (MalformedEvent cause) {
                        malformed.add(malformed(message, cause));
                    }
                }
                order.add(logins);
                decide(order, order.inOrder(reading::isOpen), reading.isDone(), malformed, next, records, readable);
                reading.hold(order.full(MOST_WAITING));
                progress.at(records);
            }
        }
    }

    private Map<Integer, Long> ends() {
        return plan.ranges().stream().collect(Collectors.toMap(ReplayPlan.Range::partition, ReplayPlan.Range::readTo));
    }

    private static Malformed malformed(ConsumerRecord<?, ?> message, MalformedEvent cause) {
        return new Malformed(message.partition(), message.offset(), String.valueOf(cause.getMessage()));
    }

    private void decide(
            InboxOrder order,
            List<LoggedFirstLogin> ordered,
            boolean done,
            List<Malformed> malformed,
            Map<Integer, Long> next,
            long records,
            long readable) {
        shadow.transaction().execute(_ -> {
            note(malformed);
            noteUndecided(order.undecided(done));
            decide(ordered);
            if (order.isEmpty()) {
                position = position.at(next, records, readable);
            }
            save();
            return null;
        });
    }

    private void decide(List<LoggedFirstLogin> ordered) {
        var from = 0;
        while (from < ordered.size()) {
            takeStepsBefore(placeOf(ordered.get(from)));
            var step = nextStep();
            var to = from + 1;
            while (to < ordered.size()
                    && to - from < BATCH
                    && (step == null || placeOf(ordered.get(to)) <= step.afterSeq())) {
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

    private void save() {
        jdbc.sql("REPLACE INTO replay_progress (id, position) VALUES (1, :position)")
                .param("position", json.writeValueAsString(position))
                .update();
    }

    private void note(List<Malformed> malformed) {
        for (var message : malformed) {
            if (plan.reportsOn(message.partition(), message.offset())) {
                jdbc.sql("INSERT IGNORE INTO replay_malformed (partition_id, log_offset, reason) VALUES (?, ?, ?)")
                        .param(message.partition())
                        .param(message.offset())
                        .param(message.reason())
                        .update();
            }
        }
    }

    private void noteUndecided(List<Logged> undecided) {
        // one is decided on for all campaigns at once
        var within = undecided.stream()
                .filter(login -> comparison.looksAtTheInbox() && plan.reportsOn(login.partition(), login.offset()))
                .filter(login -> request.userId() == null
                        || request.userId() == login.event().userId())
                .toList();
        for (var from = 0; from < within.size(); from += BATCH) {
            var some = within.subList(from, Math.min(from + BATCH, within.size()));
            var insert = jdbc.sql("""
                    INSERT IGNORE INTO replay_undecided (user_id, event_id, occurred_at, registered_at, birth_month,
                                                         partition_id, log_offset)
                    VALUES\s""" + rows(some.size(), 7));
            for (var login : some) {
                insert = insert.param(login.event().userId())
                        .param(bytes(login.event().eventId()))
                        .param(utc(login.event().occurredAt()))
                        .param(utcOrNull(login.event().registeredAt()))
                        .param(login.event().birthMonth())
                        .param(login.partition())
                        .param(login.offset());
            }
            insert.update();
        }
    }

    /** They come now, behind everybody: as they would if they were delivered again. */
    private long decideWhatNeverWas() throws Stopped {
        var undecided = count("replay_undecided");
        if (undecided == 0) {
            return 0;
        }
        if (plan.upToPlace() < plan.lastPlace()) {
            shadow.transaction().execute(_ -> {
                takeover.steps(plan.lastPlace());
                takeChangesUpTo(plan.lastPlace());
                takeover.decisions(plan.upToPlace(), plan.lastPlace());
                return null;
            });
        }
        var place = plan.lastPlace();
        List<LoggedFirstLogin> batch;
        var after = 0L;
        do {
            var page = undecidedAfter(after, BATCH);
            var first = place;
            batch = new ArrayList<>();
            for (var login : page) {
                batch.add(login.login().at(++first));
            }
            place = first;
            after = page.isEmpty() ? after : page.getLast().number();
            shadow.record(batch);
            progress.at(position.records());
        } while (batch.size() == BATCH);
        return undecided;
    }

    /** A first login that was never decided on, and its number among those. */
    private record Undecided(long number, Logged login) {}

    private List<Undecided> undecidedAfter(long number, int atMost) {
        return jdbc.sql("SELECT * FROM replay_undecided WHERE n > :after ORDER BY n LIMIT :most")
                .param("after", number)
                .param("most", atMost)
                .query((row, n) -> new Undecided(
                        row.getLong("n"),
                        new Logged(
                                new FirstLogin(
                                        uuid(row.getBytes("event_id")),
                                        row.getLong("user_id"),
                                        instant(row, "occurred_at"),
                                        instantOrNull(row, "registered_at"),
                                        intOrNull(row, "birth_month")),
                                row.getInt("partition_id"),
                                row.getLong("log_offset"))))
                .list();
    }

    private long count(String table) {
        return jdbc.sql("SELECT COUNT(*) FROM " + table).query(Long.class).single();
    }

    private ReplayReport report(long undecided) {
        var found = comparison.differences(jdbc);
        var firstLogins = comparison.firstLogins(jdbc);
        var malformed = count("replay_malformed");
        var before = position.ledgerBefore();
        return new ReplayReport(
                found.all() == 0 && undecided == 0,
                position.readable() + malformed,
                firstLogins,
                position.readable() - firstLogins,
                malformed,
                malformedExamples(),
                undecided,
                comparison.campaigns(jdbc, found),
                found.counts(),
                found.examples(),
                found.digest(),
                before == null ? "" : before,
                comparison.hashOfLedger(scratch.database()),
                comparison.hashOfShadow(scratch.database()),
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
                .map((Function<ReplayPlan.Range, @Nullable CutOff>) range -> range.cutOffFrom() == null
                        ? null
                        : new CutOff(range.partition(), range.cutOffFrom(), range.from()))
                .filter(java.util.Objects::nonNull)
                .toList();
    }
}
