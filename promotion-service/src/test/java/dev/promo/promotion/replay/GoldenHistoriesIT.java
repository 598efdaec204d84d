package dev.promo.promotion.replay;

import static dev.promo.defaults.database.Columns.instant;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.promo.events.AccountErased;
import dev.promo.events.AccountErasedFormat;
import dev.promo.events.FirstLogin;
import dev.promo.events.FirstLoginFormat;
import dev.promo.events.MalformedEvent;
import dev.promo.events.TraceParent;
import dev.promo.events.VoucherChange.Origin;
import dev.promo.promotion.PromotionServiceTest;
import dev.promo.promotion.campaign.CampaignFixture;
import dev.promo.promotion.journal.LedgerSteps;
import dev.promo.promotion.journal.LedgerSteps.Step;
import dev.promo.promotion.replay.GoldenHistory.Place;
import dev.promo.promotion.replay.GoldenHistory.Voucher;
import dev.promo.promotion.replay.GoldenHistory.WireRecord;
import dev.promo.promotion.voucher.LedgerFixture;
import dev.promo.promotion.voucher.LoggedFirstLogin;
import dev.promo.promotion.voucher.ShadowLedger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** The gate: histories of every release, as {@code src/test/resources/histories} has them, lead to the decisions of then. */
class GoldenHistoriesIT extends PromotionServiceTest {

    private static final int ALL_STEPS = 10_000;

    /** No replay has this number. */
    private static final long SCRATCH = 0;

    @Autowired
    private ApplicationContext context;

    @Autowired
    private DataSource database;

    @Autowired
    private JsonMapper json;

    static Stream<Arguments> histories() throws IOException {
        return Stream.of(new PathMatchingResourcePatternResolver().getResources("classpath:histories/*/*.json"))
                .map(file -> Arguments.of(name(file), GoldenHistory.read(file)));
    }

    private static String name(Resource file) {
        try {
            var url = file.getURL().toString();
            return url.substring(url.lastIndexOf("histories/"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("histories")
    void whatWasDecidedOnceIsDecidedForEver(String file, GoldenHistory history) throws SQLException {
        var play = new Play();

        history.steps().forEach(play::happen);

        assertThat(play.malformed)
                .as("%s (%s): records that nobody can read", file, history.what())
                .isEqualTo(history.malformed());
        compare(file, history, "the ledger", play.vouchers(jdbc));
        compare(file, history, "a replay's ledger", play.vouchersDecidedAgain());
    }

    private static void compare(String file, GoldenHistory history, String ledger, List<Voucher> decided) {
        var expected = history.ledger();
        for (var i = 0; i < Math.max(expected.size(), decided.size()); i++) {
            if (i >= expected.size() || i >= decided.size() || !expected.get(i).isMetBy(decided.get(i))) {
                fail(
                        "%s (%s): in %s, voucher %d of %d has to be%n  %s%nand is%n  %s",
                        file, history.what(), ledger, i + 1, expected.size(), text(expected, i), text(decided, i));
            }
        }
    }

    private static String text(List<Voucher> vouchers, int index) {
        return index < vouchers.size() ? vouchers.get(index).toString() : "none";
    }

    /** What has happened of a history; whoever waits is served before anything else happens. */
    private final class Play {

        private final LedgerFixture ledger = LedgerFixture.in(context);
        private final CampaignFixture owner = CampaignFixture.in(context);
        private final Map<String, Long> campaigns = new HashMap<>();
        private final Map<Long, String> names = new HashMap<>();
        private final List<LoggedFirstLogin> logins = new ArrayList<>();
        private final List<Place> malformed = new ArrayList<>();

        void happen(GoldenHistory.Step step) {
            switch (step) {
                case GoldenHistory.Step.Records(var records) -> receive(records);
                case GoldenHistory.Step.Create(var name, var at, var definition) -> {
                    var id = owner.create(definition.deepCopy().put("name", name), at);
                    campaigns.put(name, id);
                    names.put(id, name);
                }
                case GoldenHistory.Step.Change(var name, var at, var changes) -> owner.change(id(name), changes, at);
                case GoldenHistory.Step.Pause(var name, var at) -> owner.pause(id(name), at);
                case GoldenHistory.Step.Resume(var name, var at) -> owner.resume(id(name), at);
                case GoldenHistory.Step.Revoke(var name, var slot) -> ledger.revoke(holderOf(id(name), slot));
                case GoldenHistory.Step.Bulk(var name, var people) ->
                    ledger.giveInBulk(id(name), people.getBytes(UTF_8));
                case GoldenHistory.Step.Backfill(var name) -> owner.backfill(id(name));
            }
            campaigns.values().stream().sorted().forEach(ledger::serve);
        }

        private long id(String campaign) {
            return requireNonNull(campaigns.get(campaign), campaign);
        }

        private long holderOf(long campaign, int slot) {
            return jdbc.sql("SELECT id FROM vouchers WHERE campaign_id = :id AND taken_slot = :slot")
                    .param("id", campaign)
                    .param("slot", slot)
                    .query(Long.class)
                    .single();
        }

        private void receive(List<WireRecord> records) {
            var batch = new ArrayList<LoggedFirstLogin>();
            for (var sent : records) {
                try {
                    switch (sent.topic()) {
                        case FirstLogin.TOPIC -> batch.add(firstLogin(sent));
                        case AccountErased.TOPIC ->
                            ledger.erase(AccountErasedFormat.read(sent.message())
                                    .change()
                                    .userId());
                        default -> throw new IllegalArgumentException("a record of topic " + sent.topic());
                    }
                } catch (MalformedEvent _) {
                    malformed.add(sent.place());
                }
            }
            ledger.record(batch);
            logins.addAll(batch);
        }

        private static LoggedFirstLogin firstLogin(WireRecord sent) throws MalformedEvent {
            var message = sent.message();
            return new LoggedFirstLogin(
                    FirstLoginFormat.read(message),
                    sent.partition(),
                    sent.offset(),
                    TraceParent.of(message.headers()),
                    null);
        }

        List<Voucher> vouchers(JdbcClient schema) {
            return schema.sql("""
                            SELECT campaign_id, slot, generation, user_id, origin, expires_at, revoked_at IS NOT NULL AS revoked
                              FROM vouchers ORDER BY campaign_id, slot, generation
                            """)
                    .query((row, n) -> new Voucher(
                            requireNonNull(names.get(row.getLong("campaign_id"))),
                            row.getInt("slot"),
                            row.getInt("generation"),
                            row.getLong("user_id"),
                            Origin.valueOf(row.getString("origin")),
                            instant(row, "expires_at"),
                            row.getBoolean("revoked")))
                    .list();
        }

        /** As a replay does it: by the steps of the ledger and the places of its inbox; one by one, as batches decide nothing. */
        List<Voucher> vouchersDecidedAgain() throws SQLException {
            try (var scratch = ScratchSchema.open(database, SCRATCH)) {
                try {
                    var shadow = new ShadowLedger(scratch.database(), json);
                    var steps = new ArrayDeque<>(new LedgerSteps(jdbc, json).after(-1, 0, ALL_STEPS));
                    inOrderOfTheInbox().forEach((place, login) -> {
                        takeStepsBefore(place, steps, shadow);
                        shadow.record(List.of(login));
                    });
                    takeStepsBefore(Long.MAX_VALUE, steps, shadow);
                    return vouchers(JdbcClient.create(scratch.database()));
                } finally {
                    ScratchSchema.drop(database, SCRATCH);
                }
            }
        }

        private static void takeStepsBefore(long place, Deque<Step> steps, ShadowLedger shadow) {
            for (var step = steps.peek(); step != null && step.afterSeq() < place; step = steps.peek()) {
                shadow.take(steps.remove());
            }
        }

        private Map<Long, LoggedFirstLogin> inOrderOfTheInbox() {
            var placed = new TreeMap<Long, LoggedFirstLogin>();
            for (var login : logins) {
                jdbc.sql("SELECT seq FROM first_logins WHERE partition_id = :partition AND log_offset = :offset")
                        .param("partition", login.partition())
                        .param("offset", login.offset())
                        .query(Long.class)
                        .optional()
                        .ifPresent(place -> placed.put(
                                place,
                                new LoggedFirstLogin(
                                        login.event(), login.partition(), login.offset(), login.trace(), place)));
            }
            return placed;
        }
    }
}
