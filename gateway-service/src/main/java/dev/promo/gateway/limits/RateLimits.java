package dev.promo.gateway.limits;

import dev.promo.gateway.GatewayProperties;
import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the rate limit before the token check, so that forged tokens are counted as well. */
@Configuration(proxyBeanMethods = false)
class RateLimits {
    private static final int BEFORE_SECURITY = -110; // Spring Security stands at -100

    @Bean
    FilterRegistrationBean<RateLimitFilter> rateLimit(GatewayProperties gateway, MeterRegistry meters) {
        var limit = gateway.rateLimit();
        var refused = Counter.builder("gateway.rate.limited")
                .description("requests refused with 429")
                .register(meters);
        var buckets = new AddressBuckets(limit, TimeMeter.SYSTEM_NANOTIME);
        var registration = new FilterRegistrationBean<>(new RateLimitFilter(buckets, limit, refused));
        registration.setOrder(BEFORE_SECURITY);
        return registration;
    }
}
