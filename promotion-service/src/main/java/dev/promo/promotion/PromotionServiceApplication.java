package dev.promo.promotion;

import dev.promo.defaults.schema.MigrationRun;
import dev.promo.defaults.token.PublicEndpoints;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Starts the promotion-service. */
@SpringBootApplication
@EnableAsync
@EnableScheduling
@ConfigurationPropertiesScan
class PromotionServiceApplication {

    static void main(String[] args) {
        if (MigrationRun.isMeantBy(args)) {
            MigrationRun.run(args);
        } else {
            SpringApplication.run(PromotionServiceApplication.class, args);
        }
    }

    /** Everything here belongs to somebody: without a token one can but read what there is. */
    @Bean
    PublicEndpoints publicEndpoints() {
        return PublicEndpoints.of("GET /openapi/promotion.yaml");
    }
}
