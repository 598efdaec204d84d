package dev.promo.auth.session;

import dev.promo.defaults.token.Caller;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.core.Authentication;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * What this service's admins do takes a session that has not ended, whatever the token says: an admin who was logged out, or lost
 * the role, makes no key and no account in the seconds until the gateways know.
 */
@Configuration(proxyBeanMethods = false)
class AdminSessions implements WebMvcConfigurer, HandlerInterceptor {

    private final OwnSessions sessions;

    AdminSessions(OwnSessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this).addPathPatterns("/api/v1/admin/**");
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (request.getUserPrincipal() instanceof Authentication authentication
                && authentication.getPrincipal() instanceof Caller caller) {
            sessions.require(caller);
        }
        return true;
    }
}
