package dev.promo.gateway.limits;

import dev.promo.gateway.GatewayProperties.RateLimit;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One token bucket for each client address, an IPv6 network of /64 counting as one. Safe for concurrent use; memory is
 * bounded by {@code maxAddresses}: full buckets are forgotten, which nobody notices, and beyond that newcomers share one.
 */
final class AddressBuckets {
    private final ConcurrentHashMap<String, Bucket> buckets = new ConcurrentHashMap<>();
    private final AtomicBoolean forgetting = new AtomicBoolean();
    private final RateLimit limit;
    private final TimeMeter time;
    private final Bucket shared;

    AddressBuckets(RateLimit limit, TimeMeter time) {
        this.limit = limit;
        this.time = time;
        this.shared = newBucket();
    }

    ConsumptionProbe take(String address) {
        return of(address).tryConsumeAndReturnRemaining(1);
    }

    private Bucket of(String address) {
        var key = key(address);
        var known = buckets.get(key);
        if (known != null) {
            return known;
        }
        if (buckets.size() >= limit.maxAddresses()) {
            forgetFullBuckets();
            if (buckets.size() >= limit.maxAddresses()) {
                return shared;
            }
        }
        return buckets.computeIfAbsent(key, _ -> newBucket());
    }

    private void forgetFullBuckets() {
        if (forgetting.compareAndSet(false, true)) {
            try {
                buckets.values().removeIf(bucket -> bucket.getAvailableTokens() >= limit.burst());
            } finally {
                forgetting.set(false);
            }
        }
    }

    int size() {
        return buckets.size();
    }

    private Bucket newBucket() {
        return Bucket.builder()
                .addLimit(Bandwidth.builder()
                        .capacity(limit.burst())
                        .refillGreedy(limit.perSecond(), Duration.ofSeconds(1))
                        .build())
                .withCustomTimePrecision(time)
                .build();
    }

    /** An owner of one IPv6 network has 2^64 addresses at hand. */
    private static String key(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        return InetAddress.ofLiteral(address) instanceof Inet6Address six
                ? HexFormat.of().formatHex(Arrays.copyOf(six.getAddress(), 8))
                : address;
    }
}
