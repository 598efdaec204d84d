package dev.promo.defaults.outbox;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings {@code promo.outbox.*}.
 *
 * @param batchSize how many events are sent before their acknowledgements are awaited
 * @param pollInterval how often to look for events that another instance stored; our own are seen at once
 * @param lockTimeout after how long the database takes the relay's lock from a host that has vanished
 * @param retention how long sent events are kept for people to look at
 * @param purgeInterval how often sent events older than that are deleted
 */
@Validated
@ConfigurationProperties("promo.outbox")
record OutboxProperties(
        @DefaultValue("500") @Min(1) @Max(5000) int batchSize,
        @DefaultValue("100ms") Duration pollInterval,
        @DefaultValue("30s") Duration lockTimeout,
        @DefaultValue("7d") Duration retention,
        @DefaultValue("1m") Duration purgeInterval) {
    OutboxProperties {
        if (lockTimeout.compareTo(Duration.ofSeconds(15)) < 0) {
            throw new IllegalArgumentException(
                    "promo.outbox.lock-timeout must be 15 s or more: the relay may be silent for some seconds");
        }
        if (pollInterval.toMillis() < 1 || pollInterval.compareTo(lockTimeout.dividedBy(2)) > 0) {
            throw new IllegalArgumentException("promo.outbox.poll-interval must be between 1 ms and half of"
                    + " lock-timeout: looking is the relay's sign of life");
        }
    }
}
