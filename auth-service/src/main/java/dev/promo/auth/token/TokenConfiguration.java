package dev.promo.auth.token;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import dev.promo.defaults.token.PublicEndpoints;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The signing key, and its public part for verifying tokens here without asking oneself over HTTP. */
@Configuration(proxyBeanMethods = false)
class TokenConfiguration {

    @Bean
    SigningKey signingKey(KeyProperties properties) {
        return SigningKey.of(KeyFile.loadOrCreate(properties.keyFile()));
    }

    @Bean
    JWKSource<SecurityContext> ownKeys(SigningKey key) {
        return new ImmutableJWKSet<>(new JWKSet(new RSAKey.Builder(key.publicKey())
                .keyID(key.id())
                .keyUse(KeyUse.SIGNATURE)
                .algorithm(JWSAlgorithm.RS256)
                .build()));
    }

    @Bean
    PublicEndpoints publicEndpoints() {
        return PublicEndpoints.of(
                "POST /api/v1/user/signup",
                "POST /api/v1/user/login",
                "POST /api/v1/user/password/reset-requests",
                "POST /api/v1/user/password/reset",
                "POST /oauth2/token",
                "GET /oauth2/jwks",
                "GET /.well-known/openid-configuration",
                "GET /.well-known/oauth-authorization-server",
                "GET /openapi/auth.yaml");
    }
}
