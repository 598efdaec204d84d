package dev.promo.promotion.voucher;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * Counts what became of first logins and their claims: {@code first.logins{outcome}} and {@code voucher.claims{outcome}}; how many came
 * together: {@code first.logins.batch}; and how long they waited from the login to the decision: {@code first.logins.decision.delay}.
 */
@Component
class ClaimMetrics {

    /** From what nobody notices to what everybody complains of. */
    private static final Duration[] OBJECTIVES = Stream.of(
                    50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000)
            .map(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final Counter recorded;
    private final Counter repeated;
    private final Counter issued;
    private final Counter alreadyHeld;
    private final Counter soldOut;
    private final Counter queued;
    private final DistributionSummary batches;
    private final Timer delays;
    private final Clock clock;

    ClaimMetrics(MeterRegistry registry, Clock clock) {
        this.clock = clock;
        recorded = registry.counter("first.logins", "outcome", "recorded");
        repeated = registry.counter("first.logins", "outcome", "repeated");
        issued = registry.counter("voucher.claims", "outcome", "issued");
        alreadyHeld = registry.counter("voucher.claims", "outcome", "already_held");
        soldOut = registry.counter("voucher.claims", "outcome", "sold_out");
        queued = registry.counter("voucher.claims", "outcome", "queued");
        batches = DistributionSummary.builder("first.logins.batch")
                .description("records of a batch that could be read")
                .serviceLevelObjectives(1, 10, 50, 100, 250, 500)
                .register(registry);
        delays = Timer.builder("first.logins.decision.delay")
                .description("from a person's first login to what was decided on it")
                .serviceLevelObjectives(OBJECTIVES)
                .register(registry);
    }

    /** A batch with somebody in it who was decided on before says nothing of delays: it is read again. */
    void count(List<LoggedFirstLogin> batch, Tally tally) {
        batches.record(batch.size());
        if (tally.repeated() == 0) {
            var now = clock.instant();
            batch.forEach(login -> delays.record(Duration.between(login.event().occurredAt(), now)));
        }
        recorded.increment(tally.recorded());
        repeated.increment(tally.repeated());
        issued.increment(tally.issued());
        alreadyHeld.increment(tally.alreadyHeld());
        soldOut.increment(tally.soldOut());
        queued.increment(tally.queued());
    }
}
