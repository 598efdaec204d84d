package dev.promo.gateway.cors;

import dev.promo.defaults.problem.ProblemWriter;
import dev.promo.defaults.problem.StandardProblem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsUtils;
import org.springframework.web.cors.DefaultCorsProcessor;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets browsers hand our answers to pages of the allowed origins, errors included, and answers their preflights without a
 * token. A request of any other origin is served like one without an origin, so that no answer tells a page anything.
 *
 * <p>Never with credentials: nothing that a browser sends by itself opens anything here.
 */
final class CorsFilter extends OncePerRequestFilter {

    private static final List<String> METHODS = List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");
    private static final List<String> SENT = List.of(
            "Accept-Language",
            "Authorization",
            "Content-Type",
            "Idempotency-Key",
            "If-Match",
            "If-None-Match",
            "Last-Event-ID",
            "Prefer",
            "X-Correlation-Id",
            "traceparent",
            "tracestate");
    private static final List<String> READ = List.of(
            "Allow",
            "Content-Disposition",
            "ETag",
            "Location",
            "Preference-Applied",
            "RateLimit",
            "RateLimit-Policy",
            "Retry-After",
            "WWW-Authenticate",
            "X-Correlation-Id");
    private static final Duration MAX_AGE = Duration.ofHours(1);

    private final DefaultCorsProcessor processor = new DefaultCorsProcessor() {
        @Override
        protected void rejectRequest(ServerHttpResponse response) {
            // a problem is written below
        }
    };
    private final CorsConfiguration rules = new CorsConfiguration();
    private final Set<String> origins;

    CorsFilter(List<String> origins) {
        this.origins = Set.copyOf(origins);
        rules.setAllowedOrigins(origins);
        rules.setAllowedMethods(METHODS);
        rules.setAllowedHeaders(SENT);
        rules.setExposedHeaders(READ);
        rules.setMaxAge(MAX_AGE);
        rules.setAllowCredentials(false);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var origin = request.getHeader("Origin");
        if (origin == null || !origins.contains(origin)) {
            response.addHeader("Vary", "Origin"); // a cache must not give this answer to an allowed one
            chain.doFilter(request, response);
        } else if (!processor.processRequest(rules, request, response)) {
            ProblemWriter.write(request, response, StandardProblem.FORBIDDEN.problem());
        } else if (!CorsUtils.isPreFlightRequest(request)) {
            chain.doFilter(request, response);
        }
    }
}
