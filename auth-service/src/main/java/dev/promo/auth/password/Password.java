package dev.promo.auth.password;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;

/**
 * A password as the person typed it, in Unicode's NFC form, so that the same keys give the same password on every device.
 *
 * <p>Nothing else is changed: no trimming, no case folding. Never printed.
 */
public record Password(String value) {

    /** What bcrypt reads; it would silently ignore every byte after these. */
    public static final int MAX_BYTES = 72;

    public Password {
        value = Normalizer.normalize(value, Normalizer.Form.NFC);
    }

    /** Characters as people count them: Unicode code points. */
    public int length() {
        return value.codePointCount(0, value.length());
    }

    public int bytes() {
        return value.getBytes(StandardCharsets.UTF_8).length;
    }

    /** Whether all of it would count: no NUL, at which some bcrypts stop, and no half characters, which have no bytes. */
    public boolean isHashable() {
        return value.codePoints()
                        .noneMatch(c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE))
                && bytes() <= MAX_BYTES;
    }

    @Override
    public String toString() {
        return "Password[secret]";
    }
}
