package dev.promo.promotion.voucher;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.promo.promotion.PromotionServiceTest;
import dev.promo.promotion.campaign.DefinitionGate;
import dev.promo.promotion.campaign.PauseBook;
import dev.promo.promotion.database.ReadCommitted;
import dev.promo.promotion.journal.LedgerSteps;
import dev.promo.promotion.journal.VoucherJournal;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

class JdbcVoucherLedgerIT extends PromotionServiceTest {

    private static final Instant START = VoucherLedgerContract.START;
    private static final Instant END = VoucherLedgerContract.END;

    @Autowired
    private JdbcVoucherLedger ledger;

    @Autowired
    private WaitingList waitingList;

    @Autowired
    private PlatformTransactionManager transactions;

    @Autowired
    private DefinitionGate gate;

    @Autowired
    private PauseBook pauses;

    @Autowired
    private VoucherJournal journal;

    @Autowired
    private LedgerSteps steps;

    @Autowired
    private Clock clock;

    @Nested
    class KeepsTheContract extends VoucherLedgerContract {

        @BeforeEach
        void empty() {
            emptyLedger();
        }

        @Override
        VoucherLedger ledger() {
            return ledger;
        }

        @Override
        long campaign(int totalVouchers) {
            return JdbcVoucherLedgerIT.this.campaign(totalVouchers, START, END);
        }

        @Override
        List<Long> winners(long campaign) {
            return JdbcVoucherLedgerIT.this.winners(campaign);
        }
    }

    @Test
    void racingInstancesWithOverlappingBatchesGiveExactlyTheQuota() throws Exception {
        var campaigns = IntStream.of(0, 1, 7, 100, 1_000)
                .mapToObj(total -> campaign(total, START, END))
                .toList();
        var seed = new Random().nextLong();
        var deliveries = LongStream.rangeClosed(1, 600)
                .mapToObj(user -> VoucherLedgerContract.login(user, START))
                .flatMap(login -> Collections.nCopies(3, login).stream())
                .collect(toCollection(ArrayList::new));
        Collections.shuffle(deliveries, new Random(seed));

        inParallel(4, instance -> {
            for (var from = instance * 20; from < deliveries.size(); from += 80) {
                recordPatiently(deliveries.subList(from, Math.min(from + 20, deliveries.size())));
            }
        });

        assertThat(campaigns)
                .as("seed %d", seed)
                .extracting(id -> winners(id).size())
                .containsExactly(0, 1, 7, 100, 600);
        assertThat(campaigns).allSatisfy(id -> assertThat(winners(id)).doesNotHaveDuplicates());
        assertThat(count("first_logins")).isEqualTo(600);
    }

    @Test
    void aBatchWaitsForTheOneThatIsBeingDecidedAndGoesOnFromThere() throws Exception {
        var campaign = campaign(10, START, END);
        var transaction = new TransactionTemplate(transactions);
        transaction.setIsolationLevel(TransactionDefinition.ISOLATION_READ_COMMITTED);

        try (var pool = Executors.newSingleThreadExecutor()) {
            var second = transaction.execute(_ -> {
                ledger.record(VoucherLedgerContract.logins(1)); // not yet committed
                var other = pool.submit(() -> ledger.record(VoucherLedgerContract.logins(2)));
                assertThatThrownBy(() -> other.get(1, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
                return other;
            });
            assertThat(second.get()).isEqualTo(new Tally(1, 0, 1, 0, 0, 0));
        }

        assertThat(winners(campaign)).containsExactly(1L, 2L);
    }

    @Test
    void aBatchThatFindsAnotherDefinitionThanItReadIsNotDecidedByTheOldOne() {
        campaign(10, START, END);
        var slots = new LateSlotBook(
                template,
                journal,
                steps,
                clock,
                () -> jdbc.sql("UPDATE campaigns SET version = version + 1").update());
        var late = new JdbcVoucherLedger(template, slots, gate, pauses, new ReadCommitted(transactions), clock);

        assertThatThrownBy(() -> late.record(VoucherLedgerContract.logins(1)))
                .isInstanceOf(OptimisticLockingFailureException.class);

        assertThat(count("first_logins")).isZero();
    }

    @Test
    void aBatchThatFailsLeavesNothingBehind() {
        var campaign = campaign(10, START, END);
        // Somebody damaged the ledger: slot 2 is taken, but the counter does not know.
        ledger.record(VoucherLedgerContract.logins(1));
        jdbc.sql("UPDATE vouchers SET slot = 2").update();

        assertThatThrownBy(() -> ledger.record(VoucherLedgerContract.logins(2)))
                .isInstanceOf(DataAccessException.class);

        assertThat(count("first_logins")).isEqualTo(1);
        assertThat(count("vouchers")).isEqualTo(1);
        assertThat(jdbc.sql("SELECT issued FROM campaigns WHERE id = :id")
                        .param("id", campaign)
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void theDatabaseItselfRefusesMoreThanTheQuota() {
        var campaign = campaign(1, START, END);

        assertThatThrownBy(() -> jdbc.sql("UPDATE campaigns SET issued = 2 WHERE id = :id")
                        .param("id", campaign)
                        .update())
                .hasMessageContaining("campaigns_quota_kept");
    }

    @Test
    void aVoucherOfAPersonWhoseInboxRowWasLostIsNotGivenTwice() {
        var campaign = campaign(10, START, END);
        ledger.record(VoucherLedgerContract.logins(1, 2));
        jdbc.sql("DELETE FROM first_logins").update();

        var tally = ledger.record(VoucherLedgerContract.logins(1, 2, 3));

        assertThat(tally).isEqualTo(new Tally(3, 0, 1, 2, 0, 0));
        assertThat(winners(campaign)).containsExactly(1L, 2L, 3L);
    }

    @Test
    void aVoucherIsValidForAsLongAsTheCampaignSaysFromTheLoginToTheMicrosecond() {
        campaign(1, START, END);

        ledger.record(List.of(VoucherLedgerContract.login(1, Instant.parse("2026-03-05T06:07:08.123456Z"))));

        assertThat(jdbc.sql("SELECT expires_at FROM vouchers")
                        .query(LocalDateTime.class)
                        .single())
                .isEqualTo("2026-03-06T06:07:08.123456");
    }

    @Test
    void whoWaitsGetsNoVoucherThatHasEndedAlready() {
        var campaign = campaign(1, START, END);
        ledger.record(VoucherLedgerContract.logins(1, 2));
        jdbc.sql("""
                        UPDATE campaigns SET voucher_valid_seconds = NULL, vouchers_end_at = ends_at,
                                             total_vouchers = 2, backlog = TRUE
                        """).update();

        waitingList.serve(campaign);

        assertThat(winners(campaign)).containsExactly(1L);
    }

    @Test
    void aLoginThatIsReadAfterTheFixedEndGetsWhatItWouldHaveGotInTime() {
        var campaign = campaign(1, START, END);
        jdbc.sql("UPDATE campaigns SET voucher_valid_seconds = NULL, vouchers_end_at = ends_at")
                .update();

        ledger.record(VoucherLedgerContract.logins(1, 2));

        assertThat(winners(campaign)).containsExactly(1L);
        assertThat(jdbc.sql("SELECT expires_at FROM vouchers")
                        .query(LocalDateTime.class)
                        .single())
                .isEqualTo(utc(END));
    }

    private void recordPatiently(List<LoggedFirstLogin> batch) {
        while (true) {
            try {
                ledger.record(batch);
                return;
            } catch (DataAccessException lostARace) {
                // what the listener's error handler does
            }
        }
    }

    private int count(String table) {
        return jdbc.sql("SELECT COUNT(*) FROM " + table).query(Integer.class).single();
    }

    private static void inParallel(int instances, java.util.function.IntConsumer work) throws Exception {
        try (var pool = Executors.newFixedThreadPool(instances)) {
            var tasks = IntStream.range(0, instances)
                    .<Callable<Void>>mapToObj(instance -> () -> {
                        work.accept(instance);
                        return null;
                    })
                    .toList();
            for (var done : pool.invokeAll(tasks)) {
                done.get();
            }
        }
    }
}
