package dev.promo.defaults.problem;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Collects every broken rule of a request, so that people correct it once. Not thread-safe. */
public final class Violations {

    private static final Instant EARLIEST = Instant.EPOCH;

    /** Leaves room for what is counted from there before the last moment that a DATETIME column holds. */
    private static final Instant LATEST = Instant.parse("9000-01-01T00:00:00Z");

    /** Control characters, line and paragraph separators, and half characters, which no encoding keeps. */
    private static final Pattern NOT_PLAIN = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}\\p{Cs}]");

    private final List<FieldViolation> all = new ArrayList<>();

    /** Whether a text is one line that every encoding keeps. */
    public static boolean isPlain(String text) {
        return !NOT_PLAIN.matcher(text).find();
    }

    /** Notes that the field breaks that rule. */
    public void reject(String field, String rule, String message) {
        all.add(new FieldViolation(field, rule, message));
    }

    /** The value, or null if it is missing (then that is noted). */
    public <T> @Nullable T required(String field, @Nullable T value) {
        if (value == null) {
            reject(field, "REQUIRED", "Must be given.");
        }
        return value;
    }

    /** The moment that a text names; null if there is no text or no such moment (then that is noted). */
    public @Nullable Instant moment(String field, @Nullable String text) {
        if (text == null) {
            return null;
        }
        Instant moment;
        try {
            moment = OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException _) {
            reject(field, "FORMAT", "Must be a date and a time with an offset, such as 2026-03-01T00:00:00+07:00.");
            return null;
        }
        if (moment.isBefore(EARLIEST) || !moment.isBefore(LATEST)) {
            reject(field, "RANGE", "Must lie in the years 1970 to 8999.");
            return null;
        }
        if (!moment.equals(moment.truncatedTo(ChronoUnit.MICROS))) {
            reject(field, "PRECISION", "Must not be finer than a microsecond.");
            return null;
        }
        return moment;
    }

    /** The constant that a text names; null if there is no text or no such constant (then that is noted). */
    public <E extends Enum<E>> @Nullable E choice(String field, @Nullable String text, Class<E> type) {
        if (text == null) {
            return null;
        }
        var choices = type.getEnumConstants();
        for (var choice : choices) {
            if (choice.name().equals(text)) {
                return choice;
            }
        }
        var names = Arrays.stream(choices).map(Enum::name).collect(Collectors.joining(", "));
        reject(field, "ONE_OF", "Must be one of " + names + ".");
        return null;
    }

    /** 400 {@code INVALID_REQUEST} with every broken rule, if there is any. */
    public void throwIfAny() {
        if (!all.isEmpty()) {
            throw ApiProblem.invalid(all);
        }
    }
}
