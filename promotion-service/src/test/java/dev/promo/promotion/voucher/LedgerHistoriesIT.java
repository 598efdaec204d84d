package dev.promo.promotion.voucher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promo.defaults.database.Columns;
import dev.promo.events.AccountErased;
import dev.promo.events.FirstLogin;
import dev.promo.promotion.PromotionServiceTest;
import dev.promo.promotion.campaign.CampaignFixture;
import dev.promo.promotion.campaign.Window;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestContextManager;

/**
 * The real ledger beside its model, through random histories: partitions that come in any order and mixed, and again from
 * anywhere; logins in and out of the window, from before the campaigns, quotas raised and cut, pauses, revocations, backfills,
 * vouchers given in bulk, people erased. After each step both must have given the same slots to the same people. A history that tells them
 * apart is shrunk to its shortest form.
 */
class LedgerHistoriesIT {

    private static final Window WINDOW = new Window(VoucherLedgerContract.START, VoucherLedgerContract.END);
    private static final int PEOPLE = 40;
    private static final int PARTITIONS = 3;
    private static final long ADMIN = 1_000;

    @SuppressWarnings("NullAway.Init") // by BeforeContainer
    private static JdbcClient jdbc;

    @SuppressWarnings("NullAway.Init")
    private static JdbcVoucherLedger ledger;

    @SuppressWarnings("NullAway.Init")
    private static WaitingList waitingList;

    @SuppressWarnings("NullAway.Init")
    private static BulkIssue bulk;

    @SuppressWarnings("NullAway.Init")
    private static ErasedPeople erasedPeople;

    @SuppressWarnings("NullAway.Init")
    private static CampaignFixture owner;

    @SuppressWarnings("NullAway.Init")
    private static Revocations revocations;

    /** The context that all tests of this service share; jqwik has no extension for it. */
    @BeforeContainer
    static void theServicesOwnLedger() {
        var context = new TestContextManager(JdbcVoucherLedgerIT.class)
                .getTestContext()
                .getApplicationContext();
        jdbc = context.getBean(JdbcClient.class);
        ledger = context.getBean(JdbcVoucherLedger.class);
        waitingList = context.getBean(WaitingList.class);
        revocations = context.getBean(Revocations.class);
        bulk = context.getBean(BulkIssue.class);
        erasedPeople = context.getBean(ErasedPeople.class);
        owner = CampaignFixture.in(context);
    }

    /**
     * What a test goes through.
     *
     * @param order of the people in the log, dealt to its partitions in turn
     * @param before what was read before there were campaigns
     */
    record History(List<Integer> order, Step.Poll before, List<Step> steps) {}

    /** One thing that happens. */
    sealed interface Step {
        /** A batch: the next event of each of these partitions, where there is one. */
        record Poll(List<Integer> partitions) implements Step {}

        /** A partition comes again, from somewhere in what has been read. */
        record Rewind(int partition, int place) implements Step {}

        /** The owner asks for another quota; what has been given stays given. */
        record Quota(boolean first, int total) implements Step {}

        record Pause(boolean first, int minute) implements Step {}

        record Resume(boolean first, int minutesLater) implements Step {}

        /** Of the vouchers that are held then, the one at this place. */
        record Revocation(boolean first, int place) implements Step {}

        record Backfill(boolean first) implements Step {}

        /** Some of them may not have logged in. */
        record Bulk(boolean first, List<Integer> people) implements Step {}

        /** Of somebody who may not have logged in yet, as far as the ledger has read. */
        record Erasure(int person) implements Step {}
    }

    @Provide
    Arbitrary<History> histories() {
        var order = Arbitraries.shuffle(IntStream.rangeClosed(1, PEOPLE).boxed().toList());
        var partition = Arbitraries.integers().between(0, PARTITIONS - 1);
        var people = Arbitraries.integers()
                .between(1, PEOPLE + 3)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
        var first = Arbitraries.of(true, false);
        var some = Arbitraries.integers().between(0, 12);
        var steps = Arbitraries.<Step>frequencyOf(
                        Tuple.of(6, partition.list().ofMinSize(1).ofMaxSize(12).map(Step.Poll::new)),
                        Tuple.of(1, Combinators.combine(partition, some).as(Step.Rewind::new)),
                        Tuple.of(2, Combinators.combine(first, some).as(Step.Quota::new)),
                        Tuple.of(1, Combinators.combine(first, some).as(Step.Pause::new)),
                        Tuple.of(2, Combinators.combine(first, some).as(Step.Resume::new)),
                        Tuple.of(3, Combinators.combine(first, some).as(Step.Revocation::new)),
                        Tuple.of(1, first.map(Step.Backfill::new)),
                        Tuple.of(1, Combinators.combine(first, people).as(Step.Bulk::new)),
                        Tuple.of(
                                2, Arbitraries.integers().between(1, PEOPLE + 3).map(Step.Erasure::new)))
                .list()
                .ofMinSize(1)
                .ofMaxSize(20);
        return Combinators.combine(order, partition.list().ofMaxSize(8).map(Step.Poll::new), steps)
                .as(History::new);
    }

    @Property(tries = 300)
    void whateverHappensTheLedgerGivesWhatItsModelGives(@ForAll("histories") History history) {
        PromotionServiceTest.empty(jdbc);
        var model = new InMemoryVoucherLedger();
        var log = new Log(history.order());
        record(log.poll(history.before().partitions()), model);
        var campaigns = List.of(Twin.of(model, 3), Twin.of(model, 7));

        for (var step : history.steps()) {
            happen(step, log, campaigns, model);
            for (var campaign : campaigns) {
                assertThat(campaign.slots()).as("slots after %s", step).isEqualTo(model.slots(campaign.model()));
                assertThat(campaign.generations())
                        .as("generations after %s", step)
                        .isEqualTo(model.generations(campaign.model()));
                campaign.assertThatItsBooksBalance();
            }
        }
    }

    private static void happen(Step step, Log log, List<Twin> campaigns, InMemoryVoucherLedger model) {
        switch (step) {
            case Step.Poll(var partitions) -> record(log.poll(partitions), model);
            case Step.Rewind(var partition, var place) -> log.rewind(partition, place);
            case Step.Quota(var first, var wished) -> {
                var campaign = campaigns.get(first ? 0 : 1);
                var total = Math.max(wished, model.generations(campaign.model()).size());
                campaign.setTotal(total);
                model.setTotal(campaign.model(), total);
            }
            case Step.Pause(var first, var minute) -> {
                var campaign = campaigns.get(first ? 0 : 1);
                if (!model.isPaused(campaign.model())) {
                    model.pause(campaign.model(), campaign.pause(minute));
                }
            }
            case Step.Resume(var first, var minutesLater) -> {
                var campaign = campaigns.get(first ? 0 : 1);
                if (model.isPaused(campaign.model())) {
                    model.resume(campaign.model(), campaign.resume(minutesLater));
                }
            }
            case Step.Revocation(var first, var place) -> {
                var campaign = campaigns.get(first ? 0 : 1);
                var slots = List.copyOf(model.slots(campaign.model()).keySet());
                if (!slots.isEmpty()) {
                    var slot = slots.get(place % slots.size());
                    campaign.revoke(slot);
                    model.revoke(campaign.model(), slot);
                }
            }
            case Step.Backfill(var first) -> {
                var campaign = campaigns.get(first ? 0 : 1);
                assertThat(campaign.backfill()).isEqualTo(model.backfill(campaign.model()));
            }
            case Step.Bulk(var first, var people) -> {
                var campaign = campaigns.get(first ? 0 : 1);
                var users = people.stream().map(Integer::longValue).toList();
                assertThat(campaign.giveInBulk(users)).isEqualTo(model.giveInBulk(campaign.model(), users));
            }
            case Step.Erasure(var person) -> {
                erasedPeople.remember(List.of(new AccountErased(person, WINDOW.startsAt())));
                model.erase(person);
            }
        }
    }

    private static void record(List<LoggedFirstLogin> batch, InMemoryVoucherLedger model) {
        assertThat(asDecided(ledger.record(batch))).isEqualTo(asDecided(model.record(batch)));
    }

    /** When all is sold out, nobody looks who among those who come has a voucher already. */
    private static Tally asDecided(Tally tally) {
        return new Tally(
                tally.recorded(),
                tally.repeated(),
                tally.issued(),
                0,
                tally.alreadyHeld() + tally.soldOut(),
                tally.queued());
    }

    /** The topic, and how far each of its partitions was read. */
    private static final class Log {
        private final List<List<LoggedFirstLogin>> partitions = new ArrayList<>();
        private final int[] next = new int[PARTITIONS];

        Log(List<Integer> order) {
            for (var i = 0; i < PARTITIONS; i++) {
                partitions.add(new ArrayList<>());
            }
            for (var i = 0; i < order.size(); i++) {
                var partition = i % PARTITIONS;
                var events = partitions.get(partition);
                events.add(login(order.get(i), partition, events.size()));
            }
        }

        List<LoggedFirstLogin> poll(List<Integer> wished) {
            var batch = new ArrayList<LoggedFirstLogin>();
            for (var partition : wished) {
                if (next[partition] < partitions.get(partition).size()) {
                    batch.add(partitions.get(partition).get(next[partition]++));
                }
            }
            return batch;
        }

        void rewind(int partition, int place) {
            next[partition] = Math.min(next[partition], place);
        }
    }

    /** Everybody has one first login, one a minute; the first and last people's lie outside the window. */
    private static LoggedFirstLogin login(int person, int partition, int offset) {
        var occurredAt = person > PEOPLE - 3 ? WINDOW.endsAt() : Twin.minute(person - 3);
        return new LoggedFirstLogin(new FirstLogin(new UUID(0, person), person, occurredAt), partition, offset);
    }

    /**
     * A campaign in the database and its twin in the model.
     *
     * @param row its id in the database
     * @param model its id in the model
     */
    private record Twin(long row, long model) {

        static Twin of(InMemoryVoucherLedger model, int total) {
            var row = owner.create("CAMPAIGN-OF-" + total, total, WINDOW);
            waitingList.serve(row);
            return new Twin(row, model.addCampaign(total, WINDOW));
        }

        static Instant minute(int number) {
            return WINDOW.startsAt().plusSeconds(60L * number);
        }

        void setTotal(int total) {
            owner.setTotal(row, total);
            waitingList.serve(row);
        }

        /** Pauses at that minute or, as pauses begin at different times, some seconds later. */
        Instant pause(int minute) {
            var earlier = jdbc.sql("SELECT COUNT(*) FROM campaign_pauses WHERE campaign_id = :id")
                    .param("id", row)
                    .query(Integer.class)
                    .single();
            var from = minute(minute).plusSeconds(earlier);
            owner.pause(row, from);
            return from;
        }

        Instant resume(int minutesLater) {
            var until = jdbc.sql("SELECT paused_at FROM campaign_pauses WHERE campaign_id = :id AND resumed_at IS NULL")
                    .param("id", row)
                    .query((result, n) -> Columns.instant(result, "paused_at"))
                    .single()
                    .plusSeconds(60L * minutesLater);
            owner.resume(row, until);
            waitingList.serve(row);
            return until;
        }

        long backfill() {
            var reached = owner.backfill(row);
            waitingList.serve(row);
            return reached;
        }

        int giveInBulk(List<Long> users) {
            var rows = IntStream.range(0, users.size())
                    .<BulkFile.Row>mapToObj(i -> new BulkFile.Row.Person(i + 1, users.get(i)))
                    .toList();
            return bulk.issue(row, new BulkFile(rows), ADMIN).orElseThrow().issued();
        }

        void revoke(int slot) {
            var voucher = jdbc.sql("SELECT id FROM vouchers WHERE campaign_id = :id AND taken_slot = :slot")
                    .param("id", row)
                    .param("slot", slot)
                    .query(Long.class)
                    .single();
            assertThat(revocations.revoke(voucher, ADMIN, "drawn by lot")).isEqualTo(new Revocations.Outcome.Revoked());
            waitingList.serve(row);
        }

        TreeMap<Integer, Long> slots() {
            var slots = new TreeMap<Integer, Long>();
            jdbc.sql("SELECT taken_slot, user_id FROM vouchers WHERE campaign_id = :id AND taken_slot IS NOT NULL")
                    .param("id", row)
                    .query(result -> {
                        slots.put(result.getInt("taken_slot"), result.getLong("user_id"));
                    });
            return slots;
        }

        TreeMap<Integer, Integer> generations() {
            var generations = new TreeMap<Integer, Integer>();
            jdbc.sql("SELECT slot, MAX(generation) AS latest FROM vouchers WHERE campaign_id = :id GROUP BY slot")
                    .param("id", row)
                    .query(result -> {
                        generations.put(result.getInt("slot"), result.getInt("latest"));
                    });
            return generations;
        }

        void assertThatItsBooksBalance() {
            assertThat(jdbc.sql("""
                                    SELECT COUNT(*) FROM campaigns c
                                     WHERE c.id = :id
                                       AND c.issued = (SELECT COUNT(DISTINCT slot) FROM vouchers WHERE campaign_id = c.id)
                                       AND c.issued = (SELECT COALESCE(MAX(slot), 0) FROM vouchers WHERE campaign_id = c.id)
                                       AND c.freed = (SELECT COUNT(*) FROM free_slots WHERE campaign_id = c.id)
                                       AND c.issued - c.freed =
                                           (SELECT COUNT(*) FROM vouchers WHERE campaign_id = c.id AND revoked_at IS NULL)
                                    """).param("id", row).query(Integer.class).single())
                    .isEqualTo(1);
        }
    }
}
