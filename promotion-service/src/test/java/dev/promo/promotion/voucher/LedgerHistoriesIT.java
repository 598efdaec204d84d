package dev.promo.promotion.voucher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promo.events.FirstLogin;
import dev.promo.promotion.PromotionServiceTest;
import dev.promo.promotion.campaign.Window;
import dev.promo.promotion.database.Columns;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
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
 * The real ledger beside its model, through random histories: arrivals in any order and any number of times, logins in and out
 * of the window, quotas raised and cut, pauses, revocations. After each step both must have given the same slots to the same
 * people. A history that tells them apart is shrunk to its shortest form.
 */
class LedgerHistoriesIT {

    private static final Window WINDOW = new Window(VoucherLedgerContract.START, VoucherLedgerContract.END);
    private static final int PEOPLE = 40;
    private static final long ADMIN = 1_000;

    @SuppressWarnings("NullAway.Init") // by BeforeContainer
    private static JdbcClient jdbc;

    @SuppressWarnings("NullAway.Init")
    private static JdbcVoucherLedger ledger;

    @SuppressWarnings("NullAway.Init")
    private static WaitingList waitingList;

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
    }

    /** One thing that happens. */
    sealed interface Step {
        /** A batch of the log. */
        record Arrival(List<Integer> people) implements Step {}

        /** The owner asks for another quota; what has been given stays given. */
        record Quota(boolean first, int total) implements Step {}

        record Pause(boolean first, int minute) implements Step {}

        record Resume(boolean first, int minutesLater) implements Step {}

        /** Of the vouchers that are held then, the one at this place. */
        record Revocation(boolean first, int place) implements Step {}
    }

    @Provide
    Arbitrary<List<Step>> histories() {
        var people =
                Arbitraries.integers().between(1, PEOPLE).list().ofMinSize(1).ofMaxSize(12);
        var first = Arbitraries.of(true, false);
        var some = Arbitraries.integers().between(0, 12);
        return Arbitraries.<Step>frequencyOf(
                        Tuple.of(6, people.map(Step.Arrival::new)),
                        Tuple.of(2, Combinators.combine(first, some).as(Step.Quota::new)),
                        Tuple.of(1, Combinators.combine(first, some).as(Step.Pause::new)),
                        Tuple.of(2, Combinators.combine(first, some).as(Step.Resume::new)),
                        Tuple.of(3, Combinators.combine(first, some).as(Step.Revocation::new)))
                .list()
                .ofMinSize(1)
                .ofMaxSize(20);
    }

    @Property(tries = 300)
    void whateverHappensTheLedgerGivesWhatItsModelGives(@ForAll("histories") List<Step> history) {
        PromotionServiceTest.empty(jdbc);
        var model = new InMemoryVoucherLedger();
        var campaigns = List.of(Twin.of(model, 3), Twin.of(model, 7));

        for (var step : history) {
            happen(step, campaigns, model);
            for (var campaign : campaigns) {
                assertThat(campaign.slots()).as("slots after %s", step).isEqualTo(model.slots(campaign.model()));
                assertThat(campaign.generations())
                        .as("generations after %s", step)
                        .isEqualTo(model.generations(campaign.model()));
                campaign.assertThatItsBooksBalance();
            }
        }
    }

    private static void happen(Step step, List<Twin> campaigns, InMemoryVoucherLedger model) {
        switch (step) {
            case Step.Arrival(var people) -> {
                var batch = people.stream().map(LedgerHistoriesIT::login).toList();
                assertThat(ledger.record(batch)).isEqualTo(model.record(batch));
            }
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
        }
    }

    /** Everybody has one first login, one a minute; the first and last people's lie outside the window. */
    private static LoggedFirstLogin login(int person) {
        var occurredAt = person > PEOPLE - 3 ? WINDOW.endsAt() : Twin.minute(person - 3);
        return new LoggedFirstLogin(new FirstLogin(new UUID(0, person), person, occurredAt), 0, person);
    }

    /**
     * A campaign in the database and its twin in the model.
     *
     * @param row its id in the database
     * @param model its id in the model
     */
    private record Twin(long row, long model) {

        static Twin of(InMemoryVoucherLedger model, int total) {
            var row = PromotionServiceTest.insertCampaign(jdbc, total, WINDOW.startsAt(), WINDOW.endsAt());
            return new Twin(row, model.addCampaign(total, WINDOW));
        }

        static Instant minute(int number) {
            return WINDOW.startsAt().plusSeconds(60L * number);
        }

        void setTotal(int total) {
            jdbc.sql(
                            "UPDATE campaigns SET total_vouchers = :total, backlog = TRUE, version = version + 1 WHERE id = :id")
                    .param("total", total)
                    .param("id", row)
                    .update();
            waitingList.serve(row);
        }

        /** Pauses at that minute or, as pauses begin at different times, some seconds later. */
        Instant pause(int minute) {
            var earlier = jdbc.sql("SELECT COUNT(*) FROM campaign_pauses WHERE campaign_id = :id")
                    .param("id", row)
                    .query(Integer.class)
                    .single();
            var from = minute(minute).plusSeconds(earlier);
            jdbc.sql("INSERT INTO campaign_pauses (campaign_id, paused_at) VALUES (:id, :at)")
                    .param("id", row)
                    .param("at", PromotionServiceTest.utc(from))
                    .update();
            jdbc.sql("UPDATE campaigns SET state = 'PAUSED', version = version + 1 WHERE id = :id")
                    .param("id", row)
                    .update();
            return from;
        }

        Instant resume(int minutesLater) {
            var until = jdbc.sql("SELECT paused_at FROM campaign_pauses WHERE campaign_id = :id AND resumed_at IS NULL")
                    .param("id", row)
                    .query((result, n) -> Columns.instant(result, "paused_at"))
                    .single()
                    .plusSeconds(60L * minutesLater);
            jdbc.sql("UPDATE campaign_pauses SET resumed_at = :until WHERE campaign_id = :id AND resumed_at IS NULL")
                    .param("until", PromotionServiceTest.utc(until))
                    .param("id", row)
                    .update();
            jdbc.sql("UPDATE campaigns SET state = 'ACTIVE', backlog = TRUE, version = version + 1 WHERE id = :id")
                    .param("id", row)
                    .update();
            waitingList.serve(row);
            return until;
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
