package dev.promo.promotion.voucher;

import static dev.promo.defaults.database.Columns.instant;
import static dev.promo.defaults.database.Columns.utc;

import dev.promo.events.VoucherChange.VoucherExpired;
import dev.promo.events.VoucherRef;
import dev.promo.promotion.database.ReadCommitted;
import dev.promo.promotion.journal.VoucherJournal;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import net.javacrumbs.shedlock.spring.annotation.SchedulerLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Tells of vouchers whose time is over. Nobody's voucher depends on it: a voucher is expired from its last microsecond on,
 * whenever this looks.
 *
 * <p>Each voucher's end is told once, however many sweep at the same time; one that was used or revoked first is left alone.
 */
@Component
class ExpirySweeper {
    private static final Logger log = LoggerFactory.getLogger(ExpirySweeper.class);

    /** Vouchers swept in one transaction. */
    static final int CHUNK = 500;

    private final JdbcClient jdbc;
    private final VoucherJournal journal;
    private final ReadCommitted transaction;
    private final Clock clock;
    private final Counter expired;

    ExpirySweeper(
            JdbcClient jdbc, VoucherJournal journal, ReadCommitted transaction, Clock clock, MeterRegistry meters) {
        this.jdbc = jdbc;
        this.journal = journal;
        this.clock = clock;
        this.transaction = transaction;
        expired = Counter.builder("vouchers.expired")
                .description("vouchers whose end was told")
                .register(meters);
    }

    @Scheduled(
            initialDelayString = "${promo.promotion.sweep-every:5s}",
            fixedDelayString = "${promo.promotion.sweep-every:5s}")
    @SchedulerLock(name = "voucher-expiry")
    void sweepAll() {
        try {
            while (sweep() == CHUNK) {
                log.debug("More vouchers than fit one transaction have expired");
            }
        } catch (DataAccessException | TransactionException trouble) { // passes by itself; the next sweep is soon
            log.debug("Expired vouchers could not be swept", trouble);
        }
    }

    /** One transaction's worth; says how many vouchers' end it told, at most {@link #CHUNK}. */
    int sweep() {
        var told = transaction.execute(_ -> {
            var now = clock.instant();
            return (int)
                    endedBy(now).stream().filter(ended -> expire(ended, now)).count();
        });
        expired.increment(told);
        return told;
    }

    /** What somebody else is sweeping or using this very moment is left to them. */
    private List<Ended> endedBy(Instant now) {
        return jdbc.sql("""
                        SELECT id, campaign_id, user_id, slot, generation, expires_at FROM vouchers
                         WHERE sweep_at <= :now ORDER BY sweep_at LIMIT :most FOR UPDATE SKIP LOCKED
                        """)
                .param("now", utc(now))
                .param("most", CHUNK)
                .query((row, n) -> new Ended(
                        new VoucherRef(
                                row.getLong("id"),
                                row.getLong("campaign_id"),
                                row.getLong("user_id"),
                                row.getInt("slot"),
                                row.getInt("generation")),
                        instant(row, "expires_at")))
                .list();
    }

    private boolean expire(Ended ended, Instant now) {
        var changed = jdbc.sql("""
                        UPDATE vouchers SET expired_at = :now
                         WHERE id = :id AND used_at IS NULL AND revoked_at IS NULL AND expired_at IS NULL
                           AND expires_at <= :now
                        """)
                .param("now", utc(now))
                .param("id", ended.voucher().voucherId())
                .update();
        if (changed == 0) {
            return false;
        }
        journal.write(new VoucherExpired(ended.voucher(), ended.at()), null);
        return true;
    }

    private record Ended(VoucherRef voucher, Instant at) {}
}
