package dev.promo.gateway.routes;

import static org.springframework.web.servlet.function.RequestPredicates.path;

import dev.promo.gateway.GatewayProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;

/** The person's page, vouchers, promotions, checkout, campaigns and their administration: all behind a valid JWT. */
@Configuration(proxyBeanMethods = false)
class PromotionRoutes {

    @Bean
    RouterFunction<ServerResponse> toPromotionService(GatewayProperties gateway, Upstream upstream) {
        return upstream.route(
                "promotion",
                gateway.promotionUrl(),
                path("/api/v1/home")
                        .or(path("/homepage"))
                        .or(path("/api/v1/vouchers/**"))
                        .or(path("/api/v1/campaigns/**"))
                        .or(path("/api/v1/promotions/**"))
                        .or(path("/api/v1/checkout/**"))
                        .or(path("/api/v1/admin/campaigns/**"))
                        .or(path("/api/v1/admin/vouchers/**"))
                        .or(path("/api/v1/admin/replays/**"))
                        .or(path("/api/v1/admin/dead-letters/**"))
                        .or(path("/openapi/promotion.yaml")));
    }
}
