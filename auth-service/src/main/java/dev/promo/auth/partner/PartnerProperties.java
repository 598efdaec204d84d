package dev.promo.auth.partner;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Setting {@code promo.auth.secret-overlap}.
 *
 * @param secretOverlap how long a service account's old secret is good beside the new one; up to 30 days
 */
@ConfigurationProperties("promo.auth")
record PartnerProperties(@DefaultValue("0s") Duration secretOverlap) {
    PartnerProperties {
        if (secretOverlap.isNegative() || secretOverlap.compareTo(Duration.ofDays(30)) > 0) {
            throw new IllegalArgumentException("promo.auth.secret-overlap must be between 0 and 30 days");
        }
    }
}
