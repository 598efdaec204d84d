package dev.promo.gateway.limits;

import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Buckets that all gateways share; while Redis is away, this gateway's own take their place. */
final class SharedBuckets implements Buckets {
    private static final Logger log = LoggerFactory.getLogger(SharedBuckets.class);

    private final RedisLink redis;
    private final String prefix;
    private final BucketConfiguration bucket;
    private final Buckets own;

    /** @param name tells these buckets from others; so does the quota, so that a new one begins with full buckets */
    SharedBuckets(RedisLink redis, String name, Quota quota, Buckets own) {
        this.redis = redis;
        this.prefix = "promo:limit:" + name + ":" + quota.burst() + ":" + quota.refill() + ":" + quota.every() + ":";
        this.bucket = quota.bucket();
        this.own = own;
    }

    @Override
    public Taken take(String address) {
        var shared = redis.shared();
        return shared.isPresent() ? takeFrom(shared.get(), address) : own.take(address);
    }

    // the client throws exceptions of its own, of Redis and of the network; all mean the same here
    private Taken takeFrom(ProxyManager<byte[]> shared, String address) {
        var key = (prefix + Buckets.key(address)).getBytes(StandardCharsets.UTF_8);
        try {
            var remote = shared.builder().build(key, () -> bucket);
            var taken = remote.tryConsumeAndReturnRemaining(1);
            redis.succeeded();
            return new Taken(taken, () -> {
                try {
                    remote.addTokens(1);
                } catch (RuntimeException trouble) {
                    log.debug("A token was not given back", trouble);
                }
            });
        } catch (RuntimeException trouble) {
            redis.failed(
                    trouble instanceof CompletionException && trouble.getCause() != null
                            ? trouble.getCause()
                            : trouble);
            return own.take(address);
        }
    }
}
