package dev.promo.gateway.revocation;

import java.time.Duration;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings {@code promo.gateway.kafka-*} and {@code promo.gateway.revocation-patience}.
 *
 * @param kafkaBootstrapServers where the broker is that tells of ended sessions
 * @param kafkaProperties further settings of the Kafka consumer, such as {@code security.protocol}
 * @param revocationPatience how long a gateway that starts waits for what the broker has to tell before it serves without
 */
@ConfigurationProperties("promo.gateway")
record RevocationProperties(
        @DefaultValue("127.0.0.1:19092") String kafkaBootstrapServers,
        @DefaultValue Map<String, String> kafkaProperties,
        @DefaultValue("10s") Duration revocationPatience) {
    RevocationProperties {
        kafkaProperties = Map.copyOf(kafkaProperties);
        if (revocationPatience.isNegative()) {
            throw new IllegalArgumentException("promo.gateway.revocation-patience must not be negative");
        }
    }
}
