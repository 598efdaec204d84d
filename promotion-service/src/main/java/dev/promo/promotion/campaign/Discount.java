package dev.promo.promotion.campaign;

import java.math.BigDecimal;

/**
 * What a voucher takes off an order.
 *
 * @param type {@code PERCENT}
 * @param value for {@code PERCENT} more than 0 and at most 100
 */
public record Discount(String type, BigDecimal value) {

    public Discount {
        value = plain(value);
    }

    /** 30, not 30.00 and not 3E+1: JSON shows the number that people wrote. */
    private static BigDecimal plain(BigDecimal value) {
        var stripped = value.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }
}
