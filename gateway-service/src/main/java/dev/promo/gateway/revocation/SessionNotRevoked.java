package dev.promo.gateway.revocation;

import io.micrometer.core.instrument.Counter;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;

/** A rule for tokens beside those that all services have: the session must not have ended. */
final class SessionNotRevoked implements OAuth2TokenValidator<Jwt> {

    private final RevokedSessions revoked;
    private final Counter refused;

    SessionNotRevoked(RevokedSessions revoked, Counter refused) {
        this.revoked = revoked;
        this.refused = refused;
    }

    @Override
    public OAuth2TokenValidatorResult validate(Jwt token) {
        if (token.getClaims().get("sid") instanceof String session && revoked.contains(session)) {
            refused.increment();
            return OAuth2TokenValidatorResult.failure(new OAuth2Error("invalid_token", "revoked", null));
        }
        return OAuth2TokenValidatorResult.success();
    }
}
