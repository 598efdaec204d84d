package dev.promo.auth.token;

import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings {@code promo.auth.key-file} and {@code promo.auth.access-token-lifetime}.
 *
 * @param keyFile PEM with the RSA private key (PKCS #8); made at the first start if it is not there
 * @param accessTokenLifetime how long a token is good for
 */
@ConfigurationProperties("promo.auth")
record KeyProperties(
        @DefaultValue("data/auth-signing-key.pem") Path keyFile,
        @DefaultValue("15m") Duration accessTokenLifetime) {
    KeyProperties {
        if (accessTokenLifetime.compareTo(Duration.ofSeconds(10)) < 0
                || accessTokenLifetime.compareTo(Duration.ofHours(24)) > 0) {
            throw new IllegalArgumentException("promo.auth.access-token-lifetime must be between 10 s and 24 h");
        }
    }
}
