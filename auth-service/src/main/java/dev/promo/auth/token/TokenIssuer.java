package dev.promo.auth.token;

import dev.promo.defaults.token.TokenProperties;
import io.jsonwebtoken.Jwts;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Date;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Issues access tokens as RFC 9068 describes them: JWTs of type {@code at+jwt}, signed by RS256. Thread-safe. */
@Component
public class TokenIssuer {

    private final SigningKey key;
    private final TokenProperties settings;
    private final Duration lifetime;
    private final Clock clock;

    TokenIssuer(SigningKey key, TokenProperties settings, KeyProperties properties, Clock clock) {
        this.key = key;
        this.settings = settings;
        this.lifetime = properties.accessTokenLifetime();
        this.clock = clock;
    }

    /** How long a token may still be accepted anywhere: its lifetime, and what the clocks of issuer, verifier and asker differ. */
    public Duration acceptedFor() {
        return lifetime.plus(settings.clockSkew().multipliedBy(2));
    }

    /** A token of the session, which every further token of it names too. */
    public AccessToken issue(long userId, UUID sessionId, String fullName, Collection<String> roles) {
        var now = clock.instant();
        var value = Jwts.builder()
                .header()
                .type("at+jwt")
                .keyId(key.id())
                .and()
                .issuer(settings.issuer())
                .audience()
                .add(settings.audience())
                .and()
                .subject(Long.toString(userId))
                .issuedAt(Date.from(now))
                .expiration(Date.from(now.plus(lifetime)))
                .id(UUID.randomUUID().toString())
                .claim("sid", sessionId.toString())
                .claim("name", fullName)
                .claim("roles", roles)
                .signWith(key.privateKey(), Jwts.SIG.RS256)
                .compact();
        return new AccessToken(value, lifetime);
    }

    /**
     * A token as it is handed out.
     *
     * @param value the compact JWT; a secret
     */
    public record AccessToken(String value, Duration lifetime) {
        @Override
        public String toString() {
            return "AccessToken[secret]";
        }
    }
}
