package dev.promo.defaults.token;

import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings {@code promo.token.*}.
 *
 * @param issuer the only accepted {@code iss}, compared as text
 * @param audience must be among a token's {@code aud}
 * @param jwksUri where auth-service publishes its public keys
 * @param clockSkew how far apart the clocks of issuer and verifier may be
 */
@ConfigurationProperties("promo.token")
public record TokenProperties(
        @DefaultValue("http://127.0.0.1:8080") String issuer,
        @DefaultValue("promo-api") String audience,
        @DefaultValue("http://127.0.0.1:8081/oauth2/jwks") URI jwksUri,
        @DefaultValue("30s") Duration clockSkew) {
    public TokenProperties {
        if (clockSkew.isNegative() || clockSkew.compareTo(Duration.ofSeconds(60)) > 0) {
            throw new IllegalArgumentException("promo.token.clock-skew must be between 0 and 60 s");
        }
    }
}
