package dev.promo.gateway.revocation;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;

/** The feed, the rule for tokens that it feeds, and what both tell operators. */
@Configuration(proxyBeanMethods = false)
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
    RevocationFeed revocationFeed(RevocationProperties properties, RevokedSessions revoked, MeterRegistry meters) {
        var feed = new RevocationFeed(
                properties,
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
