package dev.promo.gateway.routes;

import static org.springframework.web.servlet.function.RequestPredicates.path;

import dev.promo.defaults.token.PublicEndpoints;
import dev.promo.gateway.GatewayProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Flow 1/6. {@code POST /login} needs no token, everything else a valid JWT: but for signing up and reading the public keys
 * and the API's description.
 *
 * <p>The token is verified before any route is looked for, so a stranger cannot even learn which addresses exist; the
 * service behind verifies it again.
 */
@Configuration(proxyBeanMethods = false)
class AuthRoutes {

    @Bean
    PublicEndpoints publicEndpoints() {
        return PublicEndpoints.of(
                "POST /api/v1/user/signup",
                "POST /api/v1/user/login",
                "GET /oauth2/jwks",
                "GET /.well-known/openid-configuration",
                "GET /.well-known/oauth-authorization-server",
                "GET /openapi/auth.yaml",
                "GET /openapi/promotion.yaml",
                "GET /swagger-ui/**");
    }

    @Bean
    RouterFunction<ServerResponse> toAuthService(GatewayProperties gateway, Upstream upstream) {
        return upstream.route(
                "auth",
                gateway.authUrl(),
                path("/api/v1/user/**")
                        .or(path("/api/v1/admin/users/**"))
                        .or(path("/api/v1/admin/keys/**"))
                        .or(path("/oauth2/jwks"))
                        .or(path("/.well-known/openid-configuration"))
                        .or(path("/.well-known/oauth-authorization-server"))
                        .or(path("/openapi/auth.yaml")));
    }
}
