package dev.promo.events;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;

/** What the facts in all events keep to; a fact that does not is an IllegalArgumentException which names its field. */
final class Rules {

    /** The earliest and (exclusive) latest moment that an event may carry: what a DATETIME column is able to hold. */
    private static final Instant EARLIEST = Instant.EPOCH;

    private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

    /** What a DECIMAL(19, 4) column holds, and the fractions of every currency there is. */
    private static final int AMOUNT_DIGITS = 15;

    private static final int AMOUNT_DECIMALS = 4;

    private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");

    private Rules() {}

    static void positive(String name, long number) {
        if (number <= 0) {
            throw new IllegalArgumentException(name + " must be positive");
        }
    }

    static void notNegative(String name, long number) {
        if (number < 0) {
            throw new IllegalArgumentException(name + " must not be negative");
        }
    }

    /** The moment, cut to whole microseconds. */
    static Instant moment(String name, Instant moment) {
        if (moment.isBefore(EARLIEST) || !moment.isBefore(LATEST)) {
            throw new IllegalArgumentException(name + " must lie in the years 1970 to 9998");
        }
        return moment.truncatedTo(ChronoUnit.MICROS);
    }

    /** The amount as people write it: 30 and not 3E+1; 12.50 stays 12.50. */
    static BigDecimal amount(String name, BigDecimal amount) {
        if (amount.signum() < 0) {
            throw new IllegalArgumentException(name + " must not be negative");
        }
        // first of all, so that 1E+999999999 is never written out
        if ((long) amount.precision() - amount.scale() > AMOUNT_DIGITS || amount.scale() > AMOUNT_DECIMALS) {
            throw new IllegalArgumentException(
                    name + " must have at most " + AMOUNT_DIGITS + " digits and " + AMOUNT_DECIMALS + " decimals");
        }
        return amount.scale() < 0 ? amount.setScale(0) : amount;
    }

    static BigDecimal positiveAmount(String name, BigDecimal amount) {
        if (amount.signum() == 0) {
            throw new IllegalArgumentException(name + " must be more than 0");
        }
        return amount(name, amount);
    }

    static void currency(String name, String currency) {
        if (!CURRENCY.matcher(currency).matches()) {
            throw new IllegalArgumentException(name + " must be an ISO 4217 code");
        }
    }

    static void text(String name, String text, int longest) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException(name + " must not be empty");
        }
        if (text.codePointCount(0, text.length()) > longest) {
            throw new IllegalArgumentException(name + " must have at most " + longest + " characters");
        }
    }
}
