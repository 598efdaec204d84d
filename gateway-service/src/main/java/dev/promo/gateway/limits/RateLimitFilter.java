package dev.promo.gateway.limits;

import dev.promo.defaults.problem.ProblemWriter;
import dev.promo.defaults.problem.StandardProblem;
import io.micrometer.core.instrument.Counter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses with 429 what one client address asks beyond its bucket, and tells every client where it stands, in the fields
 * {@code RateLimit} and {@code RateLimit-Policy} (draft-ietf-httpapi-ratelimit-headers-10).
 *
 * <p>A request is counted in one bucket, the one it hears of: that of credentials if it brings some, else the general one.
 * The address is that of the connection: a header can be made up. Each gateway instance counts for itself.
 */
final class RateLimitFilter extends OncePerRequestFilter {
    private static final long NANOS = 1_000_000_000L;

    private final RequestMatcher bringsCredentials;
    private final Allowance credentials;
    private final Allowance general;
    private final Counter refused;

    RateLimitFilter(RequestMatcher bringsCredentials, Allowance credentials, Allowance general, Counter refused) {
        this.bringsCredentials = bringsCredentials;
        this.credentials = credentials;
        this.general = general;
        this.refused = refused;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var allowance = bringsCredentials.matches(request) ? credentials : general;
        var taken = allowance.take(request.getRemoteAddr(), response);
        if (taken.isConsumed()) {
            chain.doFilter(request, response);
        } else {
            refused.increment();
            var wait = Math.max(1, Math.ceilDiv(taken.getNanosToWaitForRefill(), NANOS));
            ProblemWriter.write(
                    request,
                    response,
                    StandardProblem.RATE_LIMITED.problem().header("Retry-After", Long.toString(wait)));
        }
    }
}
