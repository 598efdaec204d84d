package dev.promo.auth.token;

import dev.promo.defaults.problem.StandardProblem;
import dev.promo.defaults.token.TokenProperties;
import io.jsonwebtoken.Jwts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Issues access tokens as RFC 9068 describes them: JWTs of type {@code at+jwt}, signed by RS256. Thread-safe. */
@Component
public class TokenIssuer {

    private final KeyRing keys;
    private final TokenProperties settings;
    private final Duration lifetime;
    private final Clock clock;

    TokenIssuer(KeyRing keys, TokenProperties settings, KeyProperties properties, Clock clock) {
        this.keys = keys;
        this.settings = settings;
        this.lifetime = properties.accessTokenLifetime();
        this.clock = clock;
    }

    /**
     * Asks for a key before anything is done that would be lost without a token.
     *
     * @throws dev.promo.defaults.problem.ApiProblem {@code UNAVAILABLE} if there is none yet
     */
    public void requireKey() {
        signing();
    }

    private KeptKey signing() {
        return keys.signing()
                .orElseThrow(() -> StandardProblem.UNAVAILABLE.problem().header("Retry-After", "1"));
    }

    /**
     * A token of the session, which every further token of it names too.
     *
     * @throws dev.promo.defaults.problem.ApiProblem {@code UNAVAILABLE} if there is no key yet
     */
    public AccessToken issue(long userId, UUID sessionId, String fullName, Collection<String> roles) {
        var kept = signing();
        var now = clock.instant();
        var expires = expiry(now, kept.times());
        var value = Jwts.builder()
                .header()
                .type("at+jwt")
                .keyId(kept.key().id())
                .and()
                .issuer(settings.issuer())
                .audience()
                .add(settings.audience())
                .and()
                .subject(Long.toString(userId))
                .issuedAt(Date.from(now))
                .expiration(Date.from(expires))
                .id(UUID.randomUUID().toString())
                .claim("sid", sessionId.toString())
                .claim("name", fullName)
                .claim("roles", roles)
                .signWith(kept.key().privateKey(), Jwts.SIG.RS256)
                .compact();
        return new AccessToken(value, Duration.between(now, expires));
    }

    /** No token outlives its key, whatever lifetime the instance that ended the key believed in. */
    private Instant expiry(Instant now, KeyTimes key) {
        var wanted = now.plus(lifetime);
        var end = key.verifiesUntil();
        var last = end == null ? wanted : end.minus(settings.clockSkew());
        return wanted.isAfter(last) ? last : wanted;
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
