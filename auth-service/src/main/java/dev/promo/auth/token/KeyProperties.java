package dev.promo.auth.token;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings {@code promo.auth.access-token-lifetime}, {@code promo.auth.key-lead} and {@code promo.auth.key-rotation}; the same
 * at all instances.
 *
 * @param accessTokenLifetime how long an access token is good for
 * @param keyLead how long a new key is published before it signs; the shorter, the fewer verifiers have it by then without
 *     asking anew
 * @param keyRotation how long a key signs before the next one does
 */
@ConfigurationProperties("promo.auth")
record KeyProperties(
        @DefaultValue("15m") Duration accessTokenLifetime,
        @DefaultValue("10m") Duration keyLead,
        @DefaultValue("30d") Duration keyRotation) {

    /**
     * A verifier asks for an unknown {@code kid} at most once in ten seconds, and an instance reads the table once a second.
     * So whatever key set a verifier can have got from us in the ten seconds before the key signs, the key is in it, and no
     * token ever meets a verifier that neither knows its key nor may ask for it.
     */
    static final Duration SHORTEST_LEAD = Duration.ofSeconds(12);

    KeyProperties {
        if (accessTokenLifetime.compareTo(Duration.ofSeconds(10)) < 0
                || accessTokenLifetime.compareTo(Duration.ofHours(24)) > 0) {
            throw new IllegalArgumentException("promo.auth.access-token-lifetime must be between 10 s and 24 h");
        }
        if (keyLead.compareTo(SHORTEST_LEAD) < 0 || keyLead.compareTo(Duration.ofDays(7)) > 0) {
            throw new IllegalArgumentException("promo.auth.key-lead must be between 12 s and 7 d");
        }
        if (keyRotation.compareTo(keyLead) <= 0) {
            throw new IllegalArgumentException("promo.auth.key-rotation must be longer than promo.auth.key-lead");
        }
    }
}
