package dev.promo.auth.secret;

import dev.promo.defaults.digest.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A secret of 256 random bits, as it is handed to whoever may use it: 43 characters of base64url, which need no escaping in a
 * URL, a form or a header. Immutable.
 *
 * <p>What is stored is its SHA-256. A slow hash protects what people invent; there is no trying 2^256 values.
 *
 * @param value never to be logged
 */
public record SecretText(String value) {

    private static final int BYTES = 32;
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final SecureRandom RANDOM = new SecureRandom();

    public SecretText {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not the form of a secret");
        }
    }

    public static SecretText random() {
        var bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return new SecretText(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** Empty if this is no text of ours, whatever else it is. */
    public static Optional<SecretText> of(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new SecretText(text)) : Optional.empty();
    }

    /** What is stored in its place: 32 bytes. */
    public byte[] hash() {
        return Sha256.of(value.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public String toString() {
        return "SecretText[secret]";
    }
}
