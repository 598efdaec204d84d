package dev.promo.defaults.token;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;

/**
 * Takes the token from the one {@code Authorization} header (RFC 6750 §2.1) and from nowhere else: not from query, form or
 * cookie. Refuses at once what {@link TokenForm} does not accept.
 */
final class StrictBearerTokenResolver implements BearerTokenResolver {
    private static final String SCHEME = "Bearer";

    private final PublicEndpoints publicEndpoints;

    StrictBearerTokenResolver(PublicEndpoints publicEndpoints) {
        this.publicEndpoints = publicEndpoints;
    }

    @Override
    public @Nullable String resolve(HttpServletRequest request) {
        if (publicEndpoints.include(request)) {
            return null;
        }
        var sent = Collections.list(request.getHeaders("Authorization"));
        if (sent.isEmpty()) {
            return null;
        }
        if (sent.size() > 1) {
            throw new InvalidBearerTokenException("more than one Authorization header");
        }
        var credentials = sent.getFirst();
        var space = credentials.indexOf(' ');
        var scheme = space < 0 ? credentials : credentials.substring(0, space);
        if (!scheme.equalsIgnoreCase(SCHEME)) {
            return null; // another scheme: as good as no token
        }
        var token = space < 0 ? "" : credentials.substring(space).stripLeading();
        if (!TokenForm.isAcceptable(token)) {
            throw new InvalidBearerTokenException("not the form of an access token");
        }
        return token;
    }
}
