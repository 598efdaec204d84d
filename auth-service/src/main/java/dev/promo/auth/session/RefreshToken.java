package dev.promo.auth.session;

import dev.promo.defaults.digest.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * 256 random bits, as text. Only their SHA-256 is ever stored: nobody can guess so many bits, so it needs neither salt nor a
 * slow hash, and the look-up by the hash tells nothing about the token.
 *
 * @param value a secret
 */
record RefreshToken(String value) {
    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    static RefreshToken random() {
        var bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return new RefreshToken(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    byte[] hash() {
        return Sha256.of(value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "RefreshToken[secret]";
    }
}
