package dev.promo.gateway.limits;

import static org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher.pathPattern;

import dev.promo.gateway.GatewayProperties;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/** Puts the rate limit before the token check, so that forged tokens are counted as well. */
@Configuration(proxyBeanMethods = false)
class RateLimits {
    private static final int BEFORE_SECURITY = -110; // Spring Security stands at -100

    /** Path patterns see through percent-encoding, as the service behind does. */
    private static final RequestMatcher BRINGS_CREDENTIALS = new OrRequestMatcher(
            pathPattern(HttpMethod.POST, "/api/v1/user/login"),
            pathPattern(HttpMethod.POST, "/api/v1/user/signup"),
            pathPattern(HttpMethod.POST, "/api/v1/user/password/**"),
            pathPattern(HttpMethod.DELETE, "/api/v1/user/me"),
            pathPattern(HttpMethod.POST, "/oauth2/token"));

    @Bean
    FilterRegistrationBean<RateLimitFilter> rateLimit(GatewayProperties gateway, MeterRegistry meters) {
        var refused = Counter.builder("gateway.rate.limited")
                .description("requests refused with 429")
                .register(meters);
        var registration = new FilterRegistrationBean<>(new RateLimitFilter(
                BRINGS_CREDENTIALS,
                new Allowance("credentials", gateway.credentialLimit()),
                new Allowance("per-address", gateway.rateLimit()),
                refused));
        registration.setOrder(BEFORE_SECURITY);
        return registration;
    }
}
