package dev.promo.auth.session;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings {@code promo.auth.refresh-*} and {@code promo.auth.session-*}.
 *
 * @param refreshGrace how long after its first use a refresh token may be used again by honest clients that race or did not
 *     get their answer; at most 10 s
 * @param refreshIdle how long a session lives without being used
 * @param sessionLifetime how long a session lives however much it is used
 * @param sessionCleanupInterval how often rows of what has long expired are deleted
 */
@ConfigurationProperties("promo.auth")
record SessionProperties(
        @DefaultValue("10s") Duration refreshGrace,
        @DefaultValue("14d") Duration refreshIdle,
        @DefaultValue("90d") Duration sessionLifetime,
        @DefaultValue("10m") Duration sessionCleanupInterval) {

    private static final Duration LONGEST_GRACE = Duration.ofSeconds(10);

    SessionProperties {
        if (refreshGrace.isNegative() || refreshGrace.compareTo(LONGEST_GRACE) > 0) {
            throw new IllegalArgumentException("promo.auth.refresh-grace must be between 0 and 10 s");
        }
        if (refreshIdle.compareTo(Duration.ofMinutes(1)) < 0 || sessionLifetime.compareTo(refreshIdle) < 0) {
            throw new IllegalArgumentException(
                    "promo.auth.refresh-idle must be 1 m or more, and promo.auth.session-lifetime not less than that");
        }
        if (sessionCleanupInterval.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("promo.auth.session-cleanup-interval must be 1 s or more");
        }
    }
}
