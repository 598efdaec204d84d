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

    /** How long a token may still be accepted anywhere: its lifetime, and what the clocks of issuer, verifier and asker differ. */
    public Duration acceptedFor() {
        return lifetime.plus(settings.clockSkew().multipliedBy(2));
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
    public AccessToken issue(Subject subject, UUID sessionId) {
        var kept = signing();
        var now = clock.instant();
        var expires = expiry(now, kept.times());
        var token = Jwts.builder()
                .header()
                .type("at+jwt")
                .keyId(kept.key().id())
                .and()
                .issuer(settings.issuer())
                .audience()
                .add(settings.audience())
                .and()
                .subject(Long.toString(subject.userId()))
                .issuedAt(Date.from(now))
                .expiration(Date.from(expires))
                .id(UUID.randomUUID().toString())
                .claim("sid", sessionId.toString())
                .claim("name", subject.fullName())
                .claim("roles", subject.roles());
        if (!subject.hasFirstLogin()) {
            token.claim("first_login", "none");
        }
        var value = token.signWith(kept.key().privateKey(), Jwts.SIG.RS256).compact();
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
     * Whom a token is about.
     *
     * @param roles what they may do
     * @param hasFirstLogin false if no event ever tells of a first login of theirs: who came back after an erasure had it before,
     *     and a program has none
     */
    public record Subject(long userId, String fullName, Collection<String> roles, boolean hasFirstLogin) {
        @Override
        public String toString() {
            return "Subject[" + userId + "]";
        }
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
