package dev.promo.promotion.idempotency;

import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the filter before every handler of the API. */
@Configuration(proxyBeanMethods = false)
class IdempotencyConfiguration {

    /** Behind authentication (-100), which says who calls, and the reading of the body (0). */
    private static final int ORDER = 10;

    @Bean
    FilterRegistrationBean<IdempotencyFilter> idempotencyFilter(Answers answers) {
        var registration = new FilterRegistrationBean<>(new IdempotencyFilter(answers));
        registration.addUrlPatterns("/api/v1/*");
        registration.setOrder(ORDER);
        return registration;
    }
}
