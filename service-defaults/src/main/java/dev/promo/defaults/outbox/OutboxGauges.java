package dev.promo.defaults.outbox;

import dev.promo.defaults.database.Columns;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionException;

/**
 * What to watch: {@code outbox.pending} (events not acknowledged yet) and {@code outbox.oldest.age} (seconds since the oldest
 * of them was stored). Asked of the database when somebody reads them, at most once a second; NaN while it does not answer.
 */
class OutboxGauges implements MeterBinder {

    private static final Backlog UNKNOWN = new Backlog(Double.NaN, null);

    private final JdbcClient jdbc;
    private final Clock clock;

    private Backlog latest = UNKNOWN;
    private long askedAt = System.nanoTime() - Duration.ofDays(1).toNanos();

    OutboxGauges(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Override
    public void bindTo(MeterRegistry meters) {
        Gauge.builder("outbox.pending", this, gauges -> gauges.backlog().count())
                .register(meters);
        Gauge.builder("outbox.oldest.age", this, gauges -> gauges.backlog().age(Columns.utc(clock.instant())))
                .baseUnit("seconds")
                .register(meters);
    }

    private synchronized Backlog backlog() {
        if (System.nanoTime() - askedAt > Duration.ofSeconds(1).toNanos()) {
            latest = ask();
            askedAt = System.nanoTime();
        }
        return latest;
    }

    private Backlog ask() {
        try {
            // the oldest by its id, as only ids are in the index
            return jdbc.sql("""
                            SELECT (SELECT COUNT(*) FROM outbox WHERE sent_at IS NULL),
                                (SELECT created_at FROM outbox WHERE sent_at IS NULL ORDER BY id LIMIT 1)""")
                    .query((row, _) -> new Backlog(row.getLong(1), row.getObject(2, LocalDateTime.class)))
                    .single();
        } catch (DataAccessException | TransactionException noDatabase) {
            return UNKNOWN;
        }
    }

    private record Backlog(double count, @Nullable LocalDateTime oldest) {
        double age(LocalDateTime now) {
            if (oldest == null) {
                return count; // 0 or NaN
            }
            return Math.max(0, Duration.between(oldest, now).toMillis() / 1000.0);
        }
    }
}
