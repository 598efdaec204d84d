package dev.promo.gateway.apidocs;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Objects;
import java.util.Properties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.PropertiesLoaderUtils;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Swagger UI at {@code /swagger-ui/}: plain files, none of them from elsewhere. The two that know our documents,
 * {@code index.html} and {@code swagger-initializer.js}, are ours and hide those of the library.
 */
@Configuration(proxyBeanMethods = false)
class SwaggerUi implements WebMvcConfigurer {
    private static final String PAGE = "/swagger-ui";

    /** All other answers may load nothing at all; these may load what lies beside them, and ask this gateway. */
    private static final String CONTENT_SECURITY_POLICY = String.join(
            "; ",
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'");

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler(PAGE + "/**")
                .addResourceLocations("classpath:/swagger-ui/", library())
                .setCacheControl(CacheControl.noCache()); // asks each time and is told 304
    }

    @Override
    public void addViewControllers(ViewControllerRegistry registry) {
        registry.addViewController(PAGE + "/").setViewName("forward:" + PAGE + "/index.html");
    }

    /** Spring's own redirect would send people to whatever host they named. */
    @Bean
    RouterFunction<ServerResponse> toThePage() {
        return RouterFunctions.route()
                .GET(
                        PAGE,
                        _ -> ServerResponse.status(HttpStatus.FOUND)
                                .location(URI.create(PAGE + "/"))
                                .build())
                .build();
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new OwnContentSecurityPolicy()).addPathPatterns(PAGE + "/**");
    }

    /** The folder in the library's jar is named after its version, which the jar itself knows. */
    private static String library() {
        try {
            Properties about = PropertiesLoaderUtils.loadProperties(
                    new ClassPathResource("META-INF/maven/org.webjars/swagger-ui/pom.properties"));
            var version = Objects.requireNonNull(about.getProperty("version"), "the version of swagger-ui");
            return "classpath:/META-INF/resources/webjars/swagger-ui/" + version + "/";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class OwnContentSecurityPolicy implements HandlerInterceptor {
        @Override
        public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
            response.setHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
            return true;
        }
    }
}
