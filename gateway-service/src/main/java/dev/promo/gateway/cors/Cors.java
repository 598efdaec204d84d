package dev.promo.gateway.cors;

import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The one place of CORS; where no origin is allowed, there is nothing of it. */
@Configuration(proxyBeanMethods = false)
class Cors {
    private static final int BEFORE_THE_LIMITS = -112; // their refusals are for pages to read, too

    @Bean
    FilterRegistrationBean<CorsFilter> corsFilter(CorsProperties properties) {
        var registration = new FilterRegistrationBean<>(new CorsFilter(properties.allowedOrigins()));
        registration.setOrder(BEFORE_THE_LIMITS);
        registration.setEnabled(!properties.allowedOrigins().isEmpty());
        return registration;
    }
}
