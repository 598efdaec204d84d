package dev.promo.promotion.wallet;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of what people are told while it happens, each for one instance.
 *
 * @param watchEvery how often the database is asked for news while anybody waits for them
 * @param maxWaiters people whose home page may wait for a decision at once; others are answered without waiting
 * @param maxStreams event streams open at once
 * @param maxStreamsPerPerson event streams open at once for one person; one more ends the oldest
 * @param heartbeat the longest silence on an event stream
 */
@Validated
@ConfigurationProperties("promo.wallet")
record WalletProperties(
        @DefaultValue("100ms") Duration watchEvery,
        @DefaultValue("1000") @Min(0) int maxWaiters,
        @DefaultValue("1000") @Min(0) int maxStreams,
        @DefaultValue("5") @Min(1) int maxStreamsPerPerson,
        @DefaultValue("15s") Duration heartbeat) {}
