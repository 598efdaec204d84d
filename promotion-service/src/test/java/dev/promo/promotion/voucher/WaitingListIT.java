package dev.promo.promotion.voucher;

import static dev.promo.promotion.voucher.VoucherLedgerContract.END;
import static dev.promo.promotion.voucher.VoucherLedgerContract.START;
import static dev.promo.promotion.voucher.VoucherLedgerContract.login;
import static dev.promo.promotion.voucher.VoucherLedgerContract.logins;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.promo.events.AccountErased;
import dev.promo.events.VoucherChange.Origin;
import dev.promo.promotion.PromotionServiceTest;
import dev.promo.promotion.campaign.CampaignRows;
import dev.promo.promotion.database.ReadCommitted;
import dev.promo.promotion.journal.LedgerSteps;
import dev.promo.promotion.journal.VoucherJournal;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Who waits is looked for before the campaign is locked: what happens between the two must not count for nothing. */
class WaitingListIT extends PromotionServiceTest {

    @Autowired
    private JdbcVoucherLedger ledger;

    @Autowired
    private SlotBook slots;

    @Autowired
    private WaitingList waitingList;

    @Autowired
    private ErasedPeople erasedPeople;

    @Autowired
    private VoucherJournal journal;

    @Autowired
    private LedgerSteps steps;

    @Autowired
    private CampaignRows rows;

    @Autowired
    private ReadCommitted transactions;

    @Autowired
    private Clock clock;

    @Test
    void whoWasFoundByTheOldDefinitionIsNotServedBeforeWhoComesFirstByTheNewOne() {
        var campaign = campaign(0, START, END);
        ledger.record(List.of(login(1, START), login(2, END), login(3, START)));

        var given = whenMeanwhile(() ->
                        jdbc.sql("""
                                UPDATE campaigns SET ends_at = :later, total_vouchers = 2, version = version + 1,
                                                     backlog = TRUE, waiting_from_seq = NULL
                                """).param("later", utc(END.plusSeconds(1))).update())
                .serve(campaign);

        assertThat(given).isEqualTo(2);
        assertThat(winners(campaign)).containsExactly(1L, 2L);
    }

    @Test
    void theOrderOfTheLogHoldsAlsoAmongMoreThanAreLookedForAtOnce() {
        var campaign = campaign(0, START, END);
        ledger.record(logins(LongStream.rangeClosed(1, 600).map(i -> 601 - i).toArray()));

        setTotal(2);
        waitingList.serve(campaign);

        assertThat(winners(campaign)).containsExactly(600L, 599L);
    }

    @Test
    void whoWasErasedIsPassedOver() {
        var campaign = campaign(1, START, END);
        ledger.record(logins(1, 2, 3, 4));
        erase(2);

        setTotal(2);
        waitingList.serve(campaign);

        assertThat(winners(campaign)).containsExactly(1L, 3L);
        assertThat(waitingList.howManyWait(campaign, 10)).isEqualTo(1);
    }

    @Test
    void whoIsErasedAfterBeingFoundIsPassedOverToo() {
        var campaign = campaign(1, START, END);
        ledger.record(logins(1, 2, 3));

        whenMeanwhile(() -> {
                    erase(2);
                    setTotal(2);
                })
                .serve(campaign);

        assertThat(winners(campaign)).containsExactly(1L, 3L);
    }

    @Test
    void whereOnlyErasedPeopleWaitTheVoucherIsLeftForWhoComes() {
        var campaign = campaign(1, START, END);
        ledger.record(logins(1, 2));
        erase(2);
        setTotal(2);
        waitingList.serve(campaign);

        ledger.record(logins(3));

        assertThat(winners(campaign)).containsExactly(1L, 3L);
    }

    @Test
    void whatAnErasedPersonWasGivenStaysTheirs() {
        var campaign = campaign(1, START, END);
        ledger.record(logins(1, 2));
        erase(1);

        waitingList.serve(campaign);

        assertThat(winners(campaign)).containsExactly(1L);
    }

    @Test
    void whoJoinsAfterNobodyWasFoundIsNotLeftBehind() {
        var campaign = campaign(1, START, END);
        ledger.record(logins(1));

        whenMeanwhile(() -> {
                    setTotal(2);
                    ledger.record(logins(2)); // gets behind whoever may be waiting
                })
                .serve(campaign);

        assertThat(winners(campaign)).containsExactly(1L, 2L);
    }

    @Test
    void whoServesWaitsForWhoServesAlreadyAndGoesOnFromThere() throws Exception {
        var campaign = campaign(0, START, END);
        ledger.record(logins(1, 2));

        try (var pool = Executors.newSingleThreadExecutor()) {
            Future<Integer> second = inTransaction(() -> {
                setTotal(2);
                slots.issue(slots.lock(campaign).orElseThrow(), List.of(claimOf(1)));
                var other = pool.submit(() -> waitingList.serve(campaign));
                assertThatThrownBy(() -> other.get(1, SECONDS)).isInstanceOf(TimeoutException.class);
                return other;
            });
            second.get(30, SECONDS);
        }

        assertThat(winners(campaign)).containsExactly(1L, 2L);
    }

    /** The waiting list of an instance to which that happens after it looked for people and before it has the campaign's row. */
    private WaitingList whenMeanwhile(Runnable event) {
        return new WaitingList(
                jdbc, new LateSlotBook(template, journal, steps, clock, event), rows, transactions, clock);
    }

    private void erase(long user) {
        erasedPeople.remember(List.of(new AccountErased(user, START)));
    }

    private void setTotal(int total) {
        jdbc.sql("UPDATE campaigns SET total_vouchers = :total, backlog = TRUE")
                .param("total", total)
                .update();
    }

    private Claim claimOf(long user) {
        var place = jdbc.sql("SELECT seq FROM first_logins WHERE user_id = :user")
                .param("user", user)
                .query(Long.class)
                .single();
        return new Claim(place, user, LedgerFixture.eventOf(user), Origin.WAITING_LIST, clock.instant());
    }

    private <T> T inTransaction(Supplier<T> work) {
        return transactions.execute(_ -> work.get());
    }
}
