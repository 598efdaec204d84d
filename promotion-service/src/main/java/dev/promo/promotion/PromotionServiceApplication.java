package dev.promo.promotion;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Starts the promotion-service. Everything here belongs to somebody: no path is open without a token. */
@SpringBootApplication
@EnableAsync
@EnableScheduling
@ConfigurationPropertiesScan
class PromotionServiceApplication {

    static void main(String[] args) {
        SpringApplication.run(PromotionServiceApplication.class, args);
    }
}
