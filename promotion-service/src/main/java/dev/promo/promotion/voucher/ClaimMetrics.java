package dev.promo.promotion.voucher;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.stereotype.Component;

/** Counts what became of first logins and their claims: {@code first.logins{outcome}} and {@code voucher.claims{outcome}}. */
@Component
class ClaimMetrics {

    private final Counter recorded;
    private final Counter repeated;
    private final Counter issued;
    private final Counter alreadyHeld;
    private final Counter soldOut;
    private final Counter queued;

    ClaimMetrics(MeterRegistry registry) {
        recorded = registry.counter("first.logins", "outcome", "recorded");
        repeated = registry.counter("first.logins", "outcome", "repeated");
        issued = registry.counter("voucher.claims", "outcome", "issued");
        alreadyHeld = registry.counter("voucher.claims", "outcome", "already_held");
        soldOut = registry.counter("voucher.claims", "outcome", "sold_out");
        queued = registry.counter("voucher.claims", "outcome", "queued");
    }

    void count(Tally tally) {
        recorded.increment(tally.recorded());
        repeated.increment(tally.repeated());
        issued.increment(tally.issued());
        alreadyHeld.increment(tally.alreadyHeld());
        soldOut.increment(tally.soldOut());
        queued.increment(tally.queued());
    }
}
