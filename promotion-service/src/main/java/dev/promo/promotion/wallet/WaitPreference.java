package dev.promo.promotion.wallet;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * {@code wait} of a {@code Prefer} header (RFC 7240 §4.3): how long a client would rather wait than hear that nothing has
 * been decided yet.
 *
 * @param seconds at most {@value #LONGEST}
 */
record WaitPreference(int seconds) {

    private static final int LONGEST = 30;
    private static final Pattern FORM =
            Pattern.compile("\\s*wait\\s*=\\s*\"?(\\d+)\"?\\s*(?:;.*)?", Pattern.CASE_INSENSITIVE);

    /** The first one counts; what is not understood is as if it were not there (RFC 7240 §2). */
    static Optional<WaitPreference> among(List<String> preferences) {
        return preferences.stream()
                .map(FORM::matcher)
                .filter(form -> form.matches())
                .findFirst()
                .map(form -> new WaitPreference(capped(form.group(1))));
    }

    private static int capped(String digits) {
        return digits.length() > 9 ? LONGEST : Math.min(LONGEST, Integer.parseInt(digits));
    }

    Duration duration() {
        return Duration.ofSeconds(seconds);
    }

    /** For the answer's {@code Preference-Applied}. */
    String applied() {
        return "wait=" + seconds;
    }
}
