package dev.promo.defaults.token;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;

/** What the claims of an authentic access token must say (RFC 9068 §4): for us, from our issuer, valid now, about a user. */
final class AccessTokenRules implements OAuth2TokenValidator<Jwt> {
    private static final Pattern USER_ID = Pattern.compile("[1-9][0-9]{0,17}"); // all of these fit a long

    private static final Pattern SESSION_ID =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    private final TokenProperties properties;
    private final Clock clock;

    AccessTokenRules(TokenProperties properties, Clock clock) {
        this.properties = properties;
        this.clock = clock;
    }

    @Override
    public OAuth2TokenValidatorResult validate(Jwt token) {
        var broken = firstBroken(token);
        return broken == null
                ? OAuth2TokenValidatorResult.success()
                : OAuth2TokenValidatorResult.failure(new OAuth2Error("invalid_token", broken, null));
    }

    private @Nullable String firstBroken(Jwt token) {
        var now = clock.instant();
        var skew = properties.clockSkew();
        var expires = token.getExpiresAt();
        var issued = token.getIssuedAt();
        if (expires == null || !now.isBefore(expires.plus(skew))) {
            return "exp";
        }
        if (issued == null || isFuture(issued, now)) {
            return "iat";
        }
        var notBefore = token.getNotBefore();
        if (notBefore != null && isFuture(notBefore, now)) {
            return "nbf";
        }
        if (!properties.issuer().equals(token.getClaims().get("iss"))) {
            return "iss";
        }
        if (!audience(token).contains(properties.audience())) {
            return "aud";
        }
        var subject = token.getSubject();
        if (subject == null || !USER_ID.matcher(subject).matches()) {
            return "sub";
        }
        if (!(token.getClaims().get("sid") instanceof String session)
                || !SESSION_ID.matcher(session).matches()) {
            return "sid";
        }
        if (token.hasClaim("name") && !(token.getClaims().get("name") instanceof String)) {
            return "name";
        }
        var roles = token.getClaims().get("roles");
        if (roles != null && !(roles instanceof List<?> list && list.stream().allMatch(String.class::isInstance))) {
            return "roles";
        }
        if (token.hasClaim("first_login") && !"none".equals(token.getClaims().get("first_login"))) {
            return "first_login";
        }
        return null;
    }

    private boolean isFuture(Instant claimed, Instant now) {
        return claimed.isAfter(now.plus(properties.clockSkew()));
    }

    private static List<String> audience(Jwt token) {
        var audience = token.getAudience();
        return audience == null ? List.of() : audience;
    }
}
