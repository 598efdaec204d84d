package dev.promo.defaults;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import io.jsonwebtoken.JwtBuilder;
import io.jsonwebtoken.Jwts;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

/** Issues tokens as auth-service does, with jjwt, and publishes the key to the service under test. */
@TestConfiguration(proxyBeanMethods = false)
public class TestIssuer {
    public static final RSAKey KEY = newKey("test-key");

    @Bean
    JWKSource<SecurityContext> keys() {
        return (selector, _) -> selector.select(new com.nimbusds.jose.jwk.JWKSet(List.<JWK>of(KEY.toPublicJWK())));
    }

    /** A new RSA key of 2048 bits. */
    public static RSAKey newKey(String kid) {
        try {
            return new RSAKeyGenerator(2048).keyID(kid).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    public static final String SESSION = "018f2b6e-7c1a-7d3e-9a50-3f2c1b0a9d8e";

    /** A good token of user 42. */
    public static String token() {
        return builder().signWith(privateKey(KEY), Jwts.SIG.RS256).compact();
    }

    /** A good token of user 42 with these roles. */
    public static String tokenWithRoles(String... roles) {
        return builder()
                .claim("roles", List.of(roles))
                .signWith(privateKey(KEY), Jwts.SIG.RS256)
                .compact();
    }

    /** All of a good token but the signature. */
    public static JwtBuilder builder() {
        var now = Instant.now();
        return Jwts.builder()
                .header()
                .type("at+jwt")
                .keyId("test-key")
                .and()
                .issuer("http://127.0.0.1:8080")
                .audience()
                .add("promo-api")
                .and()
                .subject("42")
                .issuedAt(Date.from(now))
                .expiration(Date.from(now.plusSeconds(900)))
                .id("a-jti")
                .claim("sid", SESSION)
                .claim("name", "Ada Lovelace")
                .claim("roles", List.of("USER"));
    }

    public static PrivateKey privateKey(RSAKey key) {
        try {
            return key.toPrivateKey();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
