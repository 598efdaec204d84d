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
 * <p>A request is counted in one bucket, the one it hears of: that of credentials if it brings some, else the general one. A
 * login is also charged as a failure before it goes on, and gets that back unless the answer is 401: so however
 * many come at once, no more fail than may, and honest people who share an address pay nothing.
 */
final class RateLimitFilter extends OncePerRequestFilter {
    private static final long NANOS = 1_000_000_000L;

    private final RequestMatcher bringsCredentials;
    private final RequestMatcher isLogin;
    private final Allowance credentials;
    private final Allowance failures;
    private final Allowance general;
    private final Counter refused;

    RateLimitFilter(
            RequestMatcher bringsCredentials,
            RequestMatcher isLogin,
            Allowance credentials,
            Allowance failures,
            Allowance general,
            Counter refused) {
        this.bringsCredentials = bringsCredentials;
        this.isLogin = isLogin;
        this.credentials = credentials;
        this.failures = failures;
        this.general = general;
        this.refused = refused;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var brings = bringsCredentials.matches(request);
        var allowance = brings ? credentials : general;
        var taken = allowance.take(request.getRemoteAddr());
        allowance.tell(taken, response);
        if (!taken.isConsumed()) {
            refuse(taken, request, response);
        } else if (isLogin.matches(request)) {
            goOnAtTheRiskOfFailure(request, response, chain);
        } else {
            chain.doFilter(request, response);
        }
    }

    private void goOnAtTheRiskOfFailure(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var failure = failures.take(request.getRemoteAddr());
        if (!failure.isConsumed()) {
            failures.tell(failure, response);
            refuse(failure, request, response);
            return;
        }
        chain.doFilter(request, response); // a client that breaks off has tried as well
        if (response.getStatus() != HttpServletResponse.SC_UNAUTHORIZED) {
            failure.giveBack().run();
        }
    }

    private void refuse(Taken taken, HttpServletRequest request, HttpServletResponse response) throws IOException {
        refused.increment();
        var wait = Math.max(1, Math.ceilDiv(taken.probe().getNanosToWaitForRefill(), NANOS));
        ProblemWriter.write(
                request, response, StandardProblem.RATE_LIMITED.problem().header("Retry-After", Long.toString(wait)));
    }
}
