package dev.promo.gateway.limits;

import static org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher.pathPattern;

import dev.promo.gateway.GatewayProperties;
import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.security.web.util.matcher.AndRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestHeaderRequestMatcher;
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

    /** What a guess of somebody's password or secret looks like: nothing that a page of a stranger can have a browser send. */
    private static final RequestMatcher IS_LOGIN = new OrRequestMatcher(
            pathPattern(HttpMethod.POST, "/api/v1/user/login"),
            new AndRequestMatcher(
                    pathPattern(HttpMethod.POST, "/oauth2/token"), new RequestHeaderRequestMatcher("Authorization")));

    private static final Duration OF_FAILURES = Duration.ofMinutes(15);

    @Bean
    @ConditionalOnExpression("!'${promo.gateway.redis-url:}'.isEmpty()")
    RedisLink redisLink(LimitProperties limits, MeterRegistry meters) {
        return new RedisLink(limits.redisUrl(), RedisLink.PATIENCE, meters);
    }

    @Bean
    FilterRegistrationBean<RateLimitFilter> rateLimit(
            GatewayProperties gateway, LimitProperties limits, Optional<RedisLink> redis, MeterRegistry meters) {
        var refused = Counter.builder("gateway.rate.limited")
                .description("requests refused with 429")
                .register(meters);
        var registration = new FilterRegistrationBean<>(new RateLimitFilter(
                BRINGS_CREDENTIALS,
                IS_LOGIN,
                allowance("credentials", Quota.of(gateway.credentialLimit()), redis),
                allowance("failed-logins", failures(limits, gateway), redis),
                allowance("per-address", Quota.of(gateway.rateLimit()), redis),
                refused));
        registration.setOrder(BEFORE_SECURITY);
        return registration;
    }

    private static Quota failures(LimitProperties limits, GatewayProperties gateway) {
        return new Quota(
                limits.failedLoginLimit(),
                limits.failedLoginLimit(),
                OF_FAILURES,
                gateway.rateLimit().maxAddresses());
    }

    private static Allowance allowance(String name, Quota quota, Optional<RedisLink> redis) {
        Buckets own = new AddressBuckets(quota, TimeMeter.SYSTEM_NANOTIME);
        return new Allowance(
                name,
                quota,
                redis.<Buckets>map(link -> new SharedBuckets(link, name, quota, own))
                        .orElse(own));
    }
}
