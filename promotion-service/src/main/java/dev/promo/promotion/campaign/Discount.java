package dev.promo.promotion.campaign;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.promo.events.DiscountTerms;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;
import org.jspecify.annotations.Nullable;

/**
 * What a voucher takes off an order.
 *
 * @param value for {@code PERCENT} more than 0 and at most 100, for {@code AMOUNT} money in {@code currency}
 * @param currency ISO 4217, of {@code value}, {@code cap} and {@code minimumOrder}; null only where none of them is money
 * @param cap the most it takes off; null for no limit
 * @param minimumOrder the smallest order it is good for; null for any
 * @param rounding how a percentage is brought to whole units of the currency's smallest coin
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Discount(
        Type type,
        BigDecimal value,
        @Nullable String currency,
        @Nullable BigDecimal cap,
        @Nullable BigDecimal minimumOrder,
        Rounding rounding) {

    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    /** Whether {@code value} is a share of the order or money. */
    public enum Type {
        PERCENT,
        AMOUNT
    }

    /** As {@link RoundingMode} has them. */
    public enum Rounding {
        HALF_UP(RoundingMode.HALF_UP),
        HALF_EVEN(RoundingMode.HALF_EVEN),
        DOWN(RoundingMode.DOWN);

        private final RoundingMode mode;

        Rounding(RoundingMode mode) {
            this.mode = mode;
        }
    }

    public Discount {
        value = plain(value);
        cap = cap == null ? null : plain(cap);
        minimumOrder = minimumOrder == null ? null : plain(minimumOrder);
    }

    /** Without cap and minimum, rounded half up. */
    public static Discount percent(long value) {
        return new Discount(Type.PERCENT, BigDecimal.valueOf(value), null, null, null, Rounding.HALF_UP);
    }

    /**
     * What it takes off an order of that amount: never more than the cap, never more than the order. Exact decimals; the
     * result has the currency's number of digits.
     *
     * @param orderAmount not negative, in the order's currency, which is this discount's where it has one
     */
    public BigDecimal off(BigDecimal orderAmount, Currency orderCurrency) {
        var digits = Math.max(0, orderCurrency.getDefaultFractionDigits());
        var raw = type == Type.PERCENT ? orderAmount.multiply(value).divide(HUNDRED) : value;
        var rounded = raw.setScale(digits, rounding.mode);
        var capped = cap == null ? rounded : rounded.min(cap);
        return capped.min(orderAmount).setScale(digits, RoundingMode.DOWN);
    }

    /** As other services are told of it. */
    public DiscountTerms terms() {
        return new DiscountTerms(DiscountTerms.Type.valueOf(type.name()), value, currency, cap, minimumOrder);
    }

    /** 30, not 30.00 and not 3E+1: JSON shows the number that people wrote. */
    private static BigDecimal plain(BigDecimal value) {
        var stripped = value.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }
}
