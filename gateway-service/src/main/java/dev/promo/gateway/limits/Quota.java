package dev.promo.gateway.limits;

import dev.promo.gateway.GatewayProperties.RateLimit;
import io.github.bucket4j.BucketConfiguration;
import java.time.Duration;

/**
 * The size of a bucket and how it fills up again.
 *
 * @param burst what a full bucket holds
 * @param refill how many come back, evenly, in {@code every}
 * @param every whole seconds
 * @param maxAddresses how many buckets are remembered in memory
 */
record Quota(long burst, long refill, Duration every, int maxAddresses) {

    static Quota of(RateLimit limit) {
        return new Quota(limit.burst(), limit.perSecond(), Duration.ofSeconds(1), limit.maxAddresses());
    }

    BucketConfiguration bucket() {
        return BucketConfiguration.builder()
                .addLimit(limit -> limit.capacity(burst).refillGreedy(refill, every))
                .build();
    }

    /** How long it takes until so many have come back, in seconds. */
    long secondsFor(long tokens) {
        return Math.ceilDiv(tokens * every.toSeconds(), refill);
    }
}
