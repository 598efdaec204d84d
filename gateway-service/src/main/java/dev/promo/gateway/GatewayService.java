package dev.promo.gateway;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;

/** Starts the gateway. Of Boot's Kafka it takes the settings alone: it has one consumer, made by the feed of revocations. */
@SpringBootApplication(proxyBeanMethods = false, exclude = KafkaAutoConfiguration.class)
@ConfigurationPropertiesScan
public class GatewayService {
    static void main(String[] args) {
        SpringApplication.run(GatewayService.class, args);
    }
}
