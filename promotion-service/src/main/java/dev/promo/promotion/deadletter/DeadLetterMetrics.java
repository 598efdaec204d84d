package dev.promo.promotion.deadletter;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Counts {@code dead.letters.redriven} and {@code dead.letters.parked}; the gauge {@code dead.letters.waiting} is asked of the
 * database when somebody reads it, the same on every instance, and NaN while it does not answer.
 */
@Component
class DeadLetterMetrics {

    private final Counter redriven;
    private final Counter parked;

    DeadLetterMetrics(LetterFile letters, MeterRegistry registry) {
        redriven = registry.counter("dead.letters.redriven");
        parked = registry.counter("dead.letters.parked");
        Gauge.builder("dead.letters.waiting", letters, DeadLetterMetrics::waiting)
                .register(registry);
    }

    void redriven() {
        redriven.increment();
    }

    void parked() {
        parked.increment();
    }

    private static double waiting(LetterFile letters) {
        try {
            return letters.countWaiting();
        } catch (DataAccessException | TransactionException noDatabase) {
            return Double.NaN;
        }
    }
}
