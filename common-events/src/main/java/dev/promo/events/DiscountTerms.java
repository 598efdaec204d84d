package dev.promo.events;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a voucher takes off an order.
 *
 * @param value more than 0; for {@code PERCENT} at most 100
 * @param currency ISO 4217; there as soon as any of the terms is an amount of money
 * @param cap the most that is taken off, more than 0
 * @param minimumOrder the least that an order must amount to
 */
public record DiscountTerms(
        Type type,
        BigDecimal value,
        @Nullable String currency,
        @Nullable BigDecimal cap,
        @Nullable BigDecimal minimumOrder) {

    private static final BigDecimal WHOLE = BigDecimal.valueOf(100);

    /** How {@code value} is meant. */
    public enum Type {
        PERCENT,
        AMOUNT
    }

    public DiscountTerms {
        value = Rules.positiveAmount("value", value);
        if (type == Type.PERCENT && value.compareTo(WHOLE) > 0) {
            throw new IllegalArgumentException("value must be at most 100 percent");
        }
        if (currency != null) {
            Rules.currency("currency", currency);
        } else if (type == Type.AMOUNT || cap != null || minimumOrder != null) {
            throw new IllegalArgumentException("currency must be there where money is");
        }
        if (cap != null) {
            cap = Rules.positiveAmount("cap", cap);
        }
        if (minimumOrder != null) {
            minimumOrder = Rules.amount("minimumOrder", minimumOrder);
        }
    }

    static DiscountTerms from(WireData data) throws MalformedEvent {
        return new DiscountTerms(
                data.choice("type", Type.class),
                data.amount("value"),
                data.ifThere("currency", WireData::text),
                data.ifThere("cap", WireData::amount),
                data.ifThere("minimumOrder", WireData::amount));
    }

    void writeTo(ObjectNode data) {
        data.put("type", type.name()).put("value", value.toPlainString());
        if (currency != null) {
            data.put("currency", currency);
        }
        if (cap != null) {
            data.put("cap", cap.toPlainString());
        }
        if (minimumOrder != null) {
            data.put("minimumOrder", minimumOrder.toPlainString());
        }
    }
}
