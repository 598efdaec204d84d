package dev.promo.promotion.voucher;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.promo.promotion.PromotionServiceTest;
import dev.promo.promotion.database.ReadCommitted;
import dev.promo.promotion.journal.VoucherJournal;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class ExpirySweeperIT extends PromotionServiceTest {

    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);

    @Autowired
    private ExpirySweeper sweeper;

    @Autowired
    private VoucherJournal journal;

    @Autowired
    private PlatformTransactionManager transactions;

    @Autowired
    private MeterRegistry meters;

    @AfterEach
    void unlock() {
        // the row itself stays: who has made it once does not look for it again
        jdbc.sql("UPDATE shedlock SET lock_until = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND")
                .update();
    }

    @Test
    void twoSweepersTellEachEndOnce() throws Exception {
        vouchers(1_000, now.minusSeconds(1));
        var meterOfBoth = new SimpleMeterRegistry();
        var sweepers = List.of(sweeperAt(now, meterOfBoth), sweeperAt(now, meterOfBoth));

        try (var pool = Executors.newFixedThreadPool(2)) {
            var tasks = sweepers.stream()
                    .<Callable<Integer>>map(one -> () -> {
                        var swept = 0;
                        while (openEnds() > 0) {
                            swept += one.sweep();
                        }
                        return swept;
                    })
                    .toList();
            var swept = 0;
            for (var done : pool.invokeAll(tasks)) {
                swept += done.get();
            }
            assertThat(swept).isEqualTo(1_000);
        }

        assertThat(changes()).isEqualTo(1_000);
        assertThat(number("SELECT COUNT(DISTINCT voucher_id) FROM voucher_changes WHERE action = 'EXPIRED'"))
                .isEqualTo(1_000);
        assertThat(number("SELECT COUNT(*) FROM outbox")).isEqualTo(1_000);
        assertThat(meterOfBoth.get("vouchers.expired").counter().count()).isEqualTo(1_000);
    }

    @Test
    void aVoucherIsSweptFromItsVeryLastMicrosecondAndToldToHaveEndedThen() {
        vouchers(1, now);

        assertThat(sweeperAt(now.minusNanos(1_000), meters).sweep()).isZero();
        assertThat(sweeperAt(now, meters).sweep()).isEqualTo(1);
        assertThat(sweeperAt(now.plusSeconds(60), meters).sweep()).isZero();

        assertThat(jdbc.sql("SELECT at FROM voucher_changes WHERE action = 'EXPIRED'")
                        .query(LocalDateTime.class)
                        .single())
                .isEqualTo(utc(now));
        assertThat(jdbc.sql("SELECT type FROM outbox").query(String.class).single())
                .contains("voucher-expired");
    }

    @Test
    void aVoucherThatWasUsedOrRevokedFirstHasNoEnd() {
        vouchers(3, now.minusSeconds(1));
        jdbc.sql("UPDATE vouchers SET used_at = :now WHERE slot = 1")
                .param("now", utc(now))
                .update();
        jdbc.sql("UPDATE vouchers SET revoked_at = :now WHERE slot = 2")
                .param("now", utc(now))
                .update();

        assertThat(sweeperAt(now, meters).sweep()).isEqualTo(1);

        assertThat(number("SELECT slot FROM vouchers WHERE expired_at IS NOT NULL"))
                .isEqualTo(3);
    }

    @Test
    void aVoucherThatIsBeingRedeemedIsLeftToTheRedemption() throws Exception {
        vouchers(2, now.minusSeconds(1));
        var redeemed = new CountDownLatch(1);
        var mayCommit = new CountDownLatch(1);
        var first = number("SELECT id FROM vouchers WHERE slot = 1");
        var redemption =
                CompletableFuture.runAsync(() -> new TransactionTemplate(transactions).executeWithoutResult(_ -> {
                    jdbc.sql("UPDATE vouchers SET used_at = :at WHERE id = :id AND expired_at IS NULL")
                            .param("at", utc(now.minusSeconds(2)))
                            .param("id", first)
                            .update();
                    redeemed.countDown();
                    awaitLatch(mayCommit);
                }));
        awaitLatch(redeemed);

        assertThat(sweeperAt(now, meters).sweep()).isEqualTo(1);
        mayCommit.countDown();
        redemption.get(10, SECONDS);

        assertThat(sweeperAt(now, meters).sweep()).isZero();
        assertThat(number("SELECT slot FROM vouchers WHERE expired_at IS NOT NULL"))
                .isEqualTo(2);
    }

    @Test
    void oneInstanceSweepsAtATime() {
        vouchers(1, now.minusSeconds(1));
        jdbc.sql("""
                        INSERT INTO shedlock (name, lock_until, locked_at, locked_by)
                        VALUES ('voucher-expiry', UTC_TIMESTAMP(3) + INTERVAL 1 HOUR, UTC_TIMESTAMP(3), 'another')
                            ON DUPLICATE KEY UPDATE lock_until = UTC_TIMESTAMP(3) + INTERVAL 1 HOUR
                        """).update();

        sweeper.sweepAll();
        assertThat(changes()).isZero();

        unlock();
        sweeper.sweepAll();
        assertThat(changes()).isEqualTo(1);
    }

    @Test
    void oneSweepEndsAllThatIsOver() {
        vouchers(2 * ExpirySweeper.CHUNK + 1, now.minusSeconds(1));

        sweeper.sweepAll();

        assertThat(openEnds()).isZero();
    }

    @Test
    void whatIsOverIsFoundByAnIndex() {
        vouchers(1_000, now.plusSeconds(3600));
        vouchers(1, now.minusSeconds(1));
        jdbc.sql("ANALYZE TABLE vouchers").query((row, n) -> row.getString(1)).list();

        var plan = jdbc.sql("""
                        EXPLAIN FORMAT=TRADITIONAL SELECT id FROM vouchers WHERE sweep_at <= :now
                         ORDER BY sweep_at LIMIT 500 FOR UPDATE SKIP LOCKED
                        """)
                .param("now", utc(now))
                .query((row, n) -> String.valueOf(row.getString("key")))
                .list();

        assertThat(plan).containsExactly("vouchers_to_sweep");
    }

    private ExpirySweeper sweeperAt(Instant moment, MeterRegistry registry) {
        return new ExpirySweeper(
                jdbc, journal, new ReadCommitted(transactions), Clock.fixed(moment, ZoneOffset.UTC), registry);
    }

    private void vouchers(int count, Instant expiresAt) {
        var campaign = campaign(count, now.minusSeconds(7200), now.plusSeconds(3600));
        var rows = new StringBuilder();
        for (var i = 1; i <= count; i++) {
            rows.append(i == 1 ? "" : ", ")
                    .append("(%d, %d, %d, 'C%dS%d', 'PERCENT', 30, :issued, :expires)"
                            .formatted(campaign, i, i, campaign, i));
        }
        jdbc.sql("""
                        INSERT INTO vouchers (campaign_id, slot, user_id, code, discount_type, discount_value, issued_at,
                                              expires_at)
                        VALUES\s""" + rows)
                .param("issued", utc(now.minusSeconds(3600)))
                .param("expires", utc(expiresAt))
                .update();
    }

    private long changes() {
        return number("SELECT COUNT(*) FROM voucher_changes WHERE action = 'EXPIRED'");
    }

    private long openEnds() {
        return number("SELECT COUNT(*) FROM vouchers WHERE expired_at IS NULL");
    }

    private long number(String sql) {
        return jdbc.sql(sql).query(Long.class).single();
    }

    private static void awaitLatch(CountDownLatch latch) {
        await().until(() -> latch.getCount() == 0);
    }
}
