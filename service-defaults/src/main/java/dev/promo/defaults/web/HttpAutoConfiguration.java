package dev.promo.defaults.web;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.time.Clock;
import java.time.Duration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/** Registers the filters around every exchange: headers and correlation outermost, the body's rules behind authentication. */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@EnableConfigurationProperties(HttpProperties.class)
public class HttpAutoConfiguration {

    /** UTC in microseconds, as the database keeps time: what is written is what is read back. */
    @Bean
    @ConditionalOnMissingBean
    Clock clock() {
        return Clock.tick(Clock.systemUTC(), Duration.ofNanos(1_000));
    }

    @Bean
    static WebServerFactoryCustomizer<TomcatServletWebServerFactory> strongTls() {
        return factory -> factory.addConnectorCustomizers(new StrongTls());
    }

    @Bean
    Draining draining(ApplicationContext service, HttpProperties properties) {
        return new Draining(service, properties.drain());
    }

    @Bean
    FilterRegistrationBean<Filter> securityHeadersFilter() {
        return everywhere(new SecurityHeadersFilter(), Ordered.HIGHEST_PRECEDENCE);
    }

    @Bean
    FilterRegistrationBean<Filter> correlationFilter() {
        return everywhere(new CorrelationFilter(), Ordered.HIGHEST_PRECEDENCE + 1);
    }

    @Bean
    FilterRegistrationBean<Filter> queryFilter(Environment environment) {
        var most = environment.getProperty("server.tomcat.max-parameter-count", Integer.class, 1_000);
        var registration = new FilterRegistrationBean<Filter>(new QueryFilter(most));
        registration.setOrder(-105); // behind the gateway's rate limit, before Spring Security at -100
        return registration;
    }

    @Bean
    FilterRegistrationBean<Filter> requestBodyFilter(HttpProperties properties) {
        var registration = new FilterRegistrationBean<Filter>(new RequestBodyFilter(properties));
        registration.setOrder(0); // Spring Security stands at -100
        return registration;
    }

    @Bean
    PlainNumbers plainNumbers() {
        return new PlainNumbers();
    }

    private static FilterRegistrationBean<Filter> everywhere(Filter filter, int order) {
        var registration = new FilterRegistrationBean<>(filter);
        registration.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ERROR);
        registration.setOrder(order);
        return registration;
    }
}
