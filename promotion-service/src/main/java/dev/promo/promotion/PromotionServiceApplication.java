package dev.promo.promotion;

import dev.promo.defaults.token.PublicEndpoints;
import java.time.Clock;
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
        SpringApplication.run(PromotionServiceApplication.class, args);
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    /** Everything here belongs to somebody: no path is open without a token. */
    @Bean
    PublicEndpoints publicEndpoints() {
        return PublicEndpoints.of();
    }
}
