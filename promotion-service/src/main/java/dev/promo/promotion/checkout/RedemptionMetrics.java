package dev.promo.promotion.checkout;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** Counts what became of the wish to redeem: {@code voucher.redemptions{outcome}}, refusals by their reason. */
@Component
class RedemptionMetrics {

    private final MeterRegistry registry;

    RedemptionMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void count(Redemptions.Outcome outcome) {
        registry.counter("voucher.redemptions", "outcome", name(outcome)).increment();
    }

    private static String name(Redemptions.Outcome outcome) {
        return switch (outcome) {
            case Redemptions.Outcome.Redeemed _ -> "redeemed";
            case Redemptions.Outcome.Refused(var why) -> why.reason().toLowerCase(Locale.ROOT);
            case Redemptions.Outcome.NoSuchVoucher _ -> "not_found";
            case Redemptions.Outcome.OrderRolledBack _ -> "order_rolled_back";
        };
    }
}
