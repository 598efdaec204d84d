package dev.promo.gateway.limits;

import dev.promo.defaults.problem.ProblemWriter;
import dev.promo.defaults.problem.StandardProblem;
import dev.promo.gateway.GatewayProperties.RateLimit;
import io.micrometer.core.instrument.Counter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses with 429 what one client address asks beyond its bucket, and tells every client where it stands, in the fields
 * {@code RateLimit} and {@code RateLimit-Policy} (draft-ietf-httpapi-ratelimit-headers-10).
 *
 * <p>The address is that of the connection: a header can be made up. Each gateway instance counts for itself.
 */
final class RateLimitFilter extends OncePerRequestFilter {
    private static final long NANOS = 1_000_000_000L;

    private final AddressBuckets buckets;
    private final Counter refused;
    private final String policy;
    private final long perSecond;
    private final long burst;

    RateLimitFilter(AddressBuckets buckets, RateLimit limit, Counter refused) {
        this.buckets = buckets;
        this.refused = refused;
        this.perSecond = limit.perSecond();
        this.burst = limit.burst();
        this.policy = "\"per-address\";q=" + burst + ";w=" + Math.ceilDiv(burst, perSecond);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var taken = buckets.take(request.getRemoteAddr());
        var left = taken.getRemainingTokens();
        response.setHeader("RateLimit-Policy", policy);
        response.setHeader("RateLimit", "\"per-address\";r=" + left + ";t=" + Math.ceilDiv(burst - left, perSecond));
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
