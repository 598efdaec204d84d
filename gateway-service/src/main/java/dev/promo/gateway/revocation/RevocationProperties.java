package dev.promo.gateway.revocation;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Setting {@code promo.gateway.revocation-patience}.
 *
 * @param revocationPatience how long a gateway that starts waits for what the broker has to tell before it serves without
 */
@ConfigurationProperties("promo.gateway")
record RevocationProperties(@DefaultValue("10s") Duration revocationPatience) {
    RevocationProperties {
        if (revocationPatience.isNegative()) {
            throw new IllegalArgumentException("promo.gateway.revocation-patience must not be negative");
        }
    }
}
