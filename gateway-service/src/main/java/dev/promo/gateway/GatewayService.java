package dev.promo.gateway;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;

/** Starts the gateway. Of Boot's Kafka it takes the settings alone: it has one consumer, made by the feed of revocations. */
@SpringBootApplication(proxyBeanMethods = false, exclude = KafkaAutoConfiguration.class)
@ConfigurationPropertiesScan
public class GatewayService {

    /**
     * For how many seconds a connection to a service is kept for the next request. Less than {@code promo.http.drain}, so that none
     * is kept to an instance that has gone.
     */
    private static final String KEPT_CONNECTIONS = "jdk.httpclient.keepalive.timeout";

    static void main(String[] args) {
        if (System.getProperty(KEPT_CONNECTIONS) == null) {
            System.setProperty(KEPT_CONNECTIONS, "3");
        }
        SpringApplication.run(GatewayService.class, args);
    }
}
