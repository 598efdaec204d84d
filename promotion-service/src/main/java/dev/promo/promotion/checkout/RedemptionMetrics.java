package dev.promo.promotion.checkout;

import dev.promo.defaults.metrics.Outcomes;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** Counts what became of the wish to redeem: {@code voucher.redemptions{outcome}}, refusals by their reason. */
@Component
class RedemptionMetrics {

    private final Outcomes redemptions;

    RedemptionMetrics(MeterRegistry registry) {
        redemptions = new Outcomes(
                registry,
                "voucher.redemptions",
                "redeemed",
                "revoked",
                "used",
                "expired",
                "held",
                "wrong_currency",
                "below_minimum",
                "not_found",
                "order_rolled_back");
    }

    void count(Redemptions.Outcome outcome) {
        redemptions.count(name(outcome));
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
