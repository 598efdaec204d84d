package dev.promo.auth.token;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.RemoteKeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import dev.promo.defaults.token.PublicEndpoints;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The public keys for verifying tokens here without asking oneself over HTTP, and what needs no token. */
@Configuration(proxyBeanMethods = false)
class TokenConfiguration {

    @Bean
    JWKSource<SecurityContext> ownKeys(KeyRing ring) {
        return (selector, _) -> {
            var keys = ring.verifying();
            if (keys.isEmpty()) {
                throw new RemoteKeySourceException("there is no signing key yet", null);
            }
            return selector.select(
                    new JWKSet(keys.stream().map(TokenConfiguration::published).toList()));
        };
    }

    private static JWK published(SigningKey key) {
        return new RSAKey.Builder(key.publicKey())
                .keyID(key.id())
                .keyUse(KeyUse.SIGNATURE)
                .algorithm(JWSAlgorithm.RS256)
                .build();
    }

    @Bean
    PublicEndpoints publicEndpoints() {
        return PublicEndpoints.of(
                "POST /api/v1/user/signup",
                "POST /api/v1/user/login",
                "GET /oauth2/jwks",
                "GET /.well-known/openid-configuration",
                "GET /.well-known/oauth-authorization-server",
                "GET /openapi/auth.yaml");
    }
}
