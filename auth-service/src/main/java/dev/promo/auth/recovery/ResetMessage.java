package dev.promo.auth.recovery;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a person needs to set a new password.
 *
 * @param email null if the person gave none
 * @param phoneNumber E.164; null if the person gave none
 * @param link the token, inside the configured link if there is one; a secret
 * @param expiresAt from then on it is worth nothing
 */
public record ResetMessage(
        long userId, @Nullable String email, @Nullable String phoneNumber, String link, Instant expiresAt) {
    @Override
    public String toString() {
        return "ResetMessage[" + userId + "]";
    }
}
