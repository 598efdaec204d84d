package dev.promo.auth.password;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A day as people type it into a password: year, month and day in every usual order, the year whole or not. */
public final class DateSpellings {

    private static final List<DateTimeFormatter> FORMATS = Stream.of(
                    "uuuu#MM#dd",
                    "dd#MM#uuuu",
                    "MM#dd#uuuu",
                    "uu#MM#dd",
                    "dd#MM#uu",
                    "MM#dd#uu",
                    "uuuu#M#d",
                    "d#M#uuuu",
                    "M#d#uuuu")
            .flatMap(order -> Stream.of("", "-", ".", "/", " ", "_").map(between -> order.replace("#", between)))
            .map(pattern -> DateTimeFormatter.ofPattern(pattern, Locale.ROOT))
            .toList();

    private DateSpellings() {}

    /** All of them, for {@link PasswordRules} to look for. */
    public static Stream<String> of(LocalDate date) {
        return FORMATS.stream().map(date::format).distinct();
    }
}
