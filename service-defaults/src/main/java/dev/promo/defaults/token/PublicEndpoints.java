package dev.promo.defaults.token;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import org.springframework.http.HttpMethod;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * The endpoints that need no token; everything else needs a valid one. A token sent to them is not looked at, so that a
 * client with an expired one can still log in.
 */
public final class PublicEndpoints {
    private final List<RequestMatcher> matchers;

    private PublicEndpoints(List<RequestMatcher> matchers) {
        this.matchers = List.copyOf(matchers);
    }

    /**
     * Names the endpoints.
     *
     * @param endpoints each a method and a path pattern, such as {@code "GET /oauth2/jwks"}; GET includes HEAD
     */
    public static PublicEndpoints of(String... endpoints) {
        var matchers = new ArrayList<RequestMatcher>();
        for (var endpoint : endpoints) {
            var parts = endpoint.split(" ", -1);
            if (parts.length != 2 || !parts[1].startsWith("/")) {
                throw new IllegalArgumentException("not a method and a path: " + endpoint);
            }
            var method = HttpMethod.valueOf(parts[0]);
            matchers.add(PathPatternRequestMatcher.pathPattern(method, parts[1]));
            if (method.equals(HttpMethod.GET)) {
                matchers.add(PathPatternRequestMatcher.pathPattern(HttpMethod.HEAD, parts[1]));
            }
        }
        return new PublicEndpoints(matchers);
    }

    boolean include(HttpServletRequest request) {
        return matchers.stream().anyMatch(matcher -> matcher.matches(request));
    }
}
