package dev.promo.gateway.limits;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings {@code promo.gateway.failed-login-limit} and {@code .redis-url}.
 *
 * @param failedLoginLimit how many refused logins one client address has in fifteen minutes
 * @param redisUrl where gateways share their limits, such as {@code redis://:secret@10.0.0.5:6379}; empty: each counts for itself
 */
@ConfigurationProperties("promo.gateway")
record LimitProperties(
        @DefaultValue("100") long failedLoginLimit,
        @DefaultValue("") String redisUrl) {

    LimitProperties {
        if (failedLoginLimit < 1) {
            throw new IllegalArgumentException("promo.gateway.failed-login-limit: at least 1");
        }
    }

    @Override
    public String toString() {
        return "LimitProperties[secret]";
    }
}
