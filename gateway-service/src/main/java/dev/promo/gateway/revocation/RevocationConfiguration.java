package dev.promo.gateway.revocation;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.SslConfigs;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.boot.kafka.autoconfigure.SslBundleSslEngineFactory;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;

/** The feed, the rule for tokens that it feeds, and what both tell operators. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(KafkaProperties.class)
class RevocationConfiguration {

    @Bean
    RevokedSessions revokedSessions(Clock clock, MeterRegistry meters) {
        var revoked = new RevokedSessions(clock);
        Gauge.builder("gateway.revocations.known", revoked, RevokedSessions::size)
                .description("ended sessions that may still have tokens")
                .register(meters);
        return revoked;
    }

    @Bean
    OAuth2TokenValidator<Jwt> sessionNotRevoked(RevokedSessions revoked, MeterRegistry meters) {
        return new SessionNotRevoked(
                revoked,
                Counter.builder("gateway.revocations.refused")
                        .description("tokens refused because their session has ended")
                        .register(meters));
    }

    @Bean
    RevocationFeed revocationFeed(
            KafkaProperties kafka,
            SslBundles bundles,
            RevocationProperties properties,
            RevokedSessions revoked,
            MeterRegistry meters) {
        var feed = new RevocationFeed(
                connection(kafka, bundles),
                properties.revocationPatience(),
                revoked,
                Counter.builder("gateway.revocations.malformed")
                        .description("records that are no revocation and were skipped")
                        .register(meters));
        Gauge.builder("gateway.revocations.connected", feed, it -> it.state().connected() ? 1 : 0)
                .description("1 while the broker answers")
                .register(meters);
        Gauge.builder("gateway.revocations.lag", feed, it -> it.state().lag())
                .description("records still to be read when the broker last answered")
                .register(meters);
        Gauge.builder("gateway.revocations.age", feed, it -> seconds(it.state().age()))
                .description("time since the broker last answered")
                .baseUnit("seconds")
                .register(meters);
        return feed;
    }

    /** As Boot's own consumers have it. */
    static Map<String, Object> connection(KafkaProperties kafka, SslBundles bundles) {
        var connection = new HashMap<>(kafka.buildConsumerProperties());
        var bundle = kafka.getSsl().getBundle();
        if (bundle != null) {
            connection.put(SslConfigs.SSL_ENGINE_FACTORY_CLASS_CONFIG, SslBundleSslEngineFactory.class);
            connection.put(SslBundle.class.getName(), bundles.getBundle(bundle));
        }
        return connection;
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1_000.0;
    }

    /** Part of readiness. */
    @Bean
    HealthIndicator revocationCatchUpHealthIndicator(RevocationFeed feed) {
        return () -> (feed.isReady() ? Health.up() : Health.outOfService()).build();
    }

    /** No part of readiness: without the broker, serving is better than not serving. */
    @Bean
    HealthIndicator revocationFeedHealthIndicator(RevocationFeed feed, RevokedSessions revoked) {
        return () -> {
            var state = feed.state();
            return (state.connected() && state.caughtUp() ? Health.up() : Health.down())
                    .withDetail("connected", state.connected())
                    .withDetail("caughtUp", state.caughtUp())
                    .withDetail("lag", state.lag())
                    .withDetail("secondsSinceAnswer", state.age().toSeconds())
                    .withDetail("known", revoked.size())
                    .build();
        };
    }
}
