package dev.promo.defaults.page;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Base64;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** A position in a list, as clients carry it: they cannot build on its form, so that it can change. */
final class Cursor {

    /** The digit in front is the form's version. */
    private static final Pattern FORM = Pattern.compile("1:(\\d{1,18})");

    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private Cursor() {}

    static String behind(long position) {
        return ENCODER.encodeToString(("1:" + position).getBytes(ISO_8859_1));
    }

    /** Empty if no cursor of ours reads like this. */
    static OptionalLong position(String cursor) {
        String text;
        try {
            text = new String(Base64.getUrlDecoder().decode(cursor), ISO_8859_1);
        } catch (IllegalArgumentException _) {
            return OptionalLong.empty();
        }
        var form = FORM.matcher(text);
        return form.matches() ? OptionalLong.of(Long.parseLong(form.group(1))) : OptionalLong.empty();
    }
}
