package dev.promo.auth.session;

import java.time.Duration;
import java.util.UUID;

/**
 * A session that has just begun.
 *
 * @param sessionId what every access token of the session says as {@code sid}
 * @param refreshToken good for the next access token, once; a secret
 * @param refreshExpiresIn how long it is good for if nothing happens
 */
public record Opened(UUID sessionId, String refreshToken, Duration refreshExpiresIn) {
    @Override
    public String toString() {
        return "Opened[" + sessionId + "]";
    }
}
