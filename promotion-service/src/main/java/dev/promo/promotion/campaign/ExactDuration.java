package dev.promo.promotion.campaign;

import java.time.Duration;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * ISO-8601 durations of a fixed length: weeks, days of 24 hours, hours, minutes, whole seconds. Years and months have none, as
 * a month is 28 to 31 days.
 */
final class ExactDuration {

    /** Nine digits a part, so that no sum overflows. */
    private static final Pattern EXACT = Pattern.compile(
            "P(?=.)(?:(\\d{1,9})W)?(?:(\\d{1,9})D)?(?:T(?=.)(?:(\\d{1,9})H)?(?:(\\d{1,9})M)?(?:(\\d{1,9})S)?)?");

    private static final Pattern CALENDAR = Pattern.compile("P[^T]*\\d[YM].*");

    private ExactDuration() {}

    /** What a text says. */
    sealed interface Reading {
        record Exact(Duration duration) implements Reading {}

        /** It has years or months. */
        record OfNoFixedLength() implements Reading {}

        record NotADuration() implements Reading {}
    }

    static Reading read(String text) {
        var exact = EXACT.matcher(text);
        if (exact.matches()) {
            return new Reading.Exact(Duration.ofDays(7 * part(exact, 1))
                    .plusDays(part(exact, 2))
                    .plusHours(part(exact, 3))
                    .plusMinutes(part(exact, 4))
                    .plusSeconds(part(exact, 5)));
        }
        return CALENDAR.matcher(text).matches() ? new Reading.OfNoFixedLength() : new Reading.NotADuration();
    }

    private static long part(MatchResult exact, int group) {
        @Nullable String digits = exact.group(group);
        return digits == null ? 0 : Long.parseLong(digits);
    }

    /** In days where it has some: {@code P30D}, where Java would write {@code PT720H}. */
    static String write(Duration duration) {
        var days = duration.toDays();
        var rest = duration.minusDays(days);
        if (days == 0) {
            return duration.toString();
        }
        return "P" + days + "D" + (rest.isZero() ? "" : rest.toString().substring(1));
    }
}
