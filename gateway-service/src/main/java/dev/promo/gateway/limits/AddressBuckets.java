package dev.promo.gateway.limits;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Buckets in memory, bounded by {@code maxAddresses}: full buckets are forgotten, which nobody notices, and beyond that
 * newcomers share one.
 */
final class AddressBuckets implements Buckets {
    private final ConcurrentHashMap<String, Bucket> buckets = new ConcurrentHashMap<>();
    private final AtomicBoolean forgetting = new AtomicBoolean();
    private final Quota quota;
    private final TimeMeter time;
    private final Bucket shared;

    AddressBuckets(Quota quota, TimeMeter time) {
        this.quota = quota;
        this.time = time;
        this.shared = newBucket();
    }

    @Override
    public Taken take(String address) {
        var bucket = of(address);
        return new Taken(bucket.tryConsumeAndReturnRemaining(1), () -> bucket.addTokens(1));
    }

    private Bucket of(String address) {
        var key = Buckets.key(address);
        var known = buckets.get(key);
        if (known != null) {
            return known;
        }
        if (buckets.size() >= quota.maxAddresses()) {
            forgetFullBuckets();
            if (buckets.size() >= quota.maxAddresses()) {
                return shared;
            }
        }
        return buckets.computeIfAbsent(key, _ -> newBucket());
    }

    private void forgetFullBuckets() {
        if (forgetting.compareAndSet(false, true)) {
            try {
                buckets.values().removeIf(bucket -> bucket.getAvailableTokens() >= quota.burst());
            } finally {
                forgetting.set(false);
            }
        }
    }

    int size() {
        return buckets.size();
    }

    private Bucket newBucket() {
        var bucket = Bucket.builder().withCustomTimePrecision(time);
        for (var limit : quota.bucket().getBandwidths()) {
            bucket.addLimit(limit);
        }
        return bucket.build();
    }
}
