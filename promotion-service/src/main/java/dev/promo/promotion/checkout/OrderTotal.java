package dev.promo.promotion.checkout;

import dev.promo.defaults.problem.ApiProblem;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;

/**
 * What an order costs before any discount.
 *
 * @param amount not negative, with as many decimals as the currency has
 */
record OrderTotal(BigDecimal amount, Currency currency) {

    /** As the columns hold them, with room for the currencies with four decimals. */
    private static final int MOST_INTEGER_DIGITS = 15;

    private static final int MOST_DECIMALS = 4;

    OrderTotal {
        amount = amount.setScale(decimals(currency), RoundingMode.UNNECESSARY);
    }

    /**
     * Reads what a client sent.
     *
     * @throws ApiProblem 400 naming the field and the rule it breaks
     */
    static OrderTotal of(BigDecimal amount, String currencyCode) {
        var currency = currency(currencyCode);
        if (amount.signum() < 0) {
            throw ApiProblem.invalid("orderAmount", "MIN", "Must not be negative.");
        }
        // Asked before anything is calculated: 1E+1000000000 must not be written out.
        if ((long) amount.precision() - amount.scale() > MOST_INTEGER_DIGITS) {
            throw ApiProblem.invalid(
                    "orderAmount",
                    "MAX",
                    "Must have at most " + MOST_INTEGER_DIGITS + " digits before the decimal point.");
        }
        var decimals = decimals(currency);
        if (amount.stripTrailingZeros().scale() > decimals) {
            throw ApiProblem.invalid(
                    "orderAmount", "DECIMALS", "Must have at most " + decimals + " decimals, as the currency has.");
        }
        return new OrderTotal(amount, currency);
    }

    /** An amount of this order's currency, as people write it. */
    BigDecimal written(BigDecimal money) {
        return money.setScale(decimals(currency), RoundingMode.UNNECESSARY);
    }

    boolean isSameAs(OrderTotal other) {
        return currency.equals(other.currency) && amount.compareTo(other.amount) == 0;
    }

    private static Currency currency(String code) {
        try {
            return Currency.getInstance(code);
        } catch (IllegalArgumentException unknown) {
            throw ApiProblem.invalid("currency", "FORMAT", "Must be a currency's three letters of ISO 4217.");
        }
    }

    private static int decimals(Currency currency) {
        return Math.clamp(currency.getDefaultFractionDigits(), 0, MOST_DECIMALS);
    }
}
