package dev.promo.gateway.limits;

import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The buckets that all gateways share, in Redis, as far as it is there. Nobody waits for one that is not: after a failure it is
 * left alone for a second, and meanwhile each gateway counts for itself.
 *
 * <p>Gauge {@code gateway.limits.redis.connected}, counter {@code gateway.limits.redis.failures}. Thread-safe.
 */
final class RedisLink implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RedisLink.class);

    /** How long a request may be held up by a Redis that is slow. */
    static final Duration PATIENCE = Duration.ofMillis(250);

    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(1);
    private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();
    private static final Duration KEPT_BEYOND_FULL = Duration.ofSeconds(10);

    private final RedisClient client;
    private final Duration patience;
    private final RedisURI uri;
    private final Counter failures;
    private final AtomicReference<@Nullable ProxyManager<byte[]>> shared = new AtomicReference<>();
    private final AtomicBoolean connecting = new AtomicBoolean();
    private final AtomicBoolean connected = new AtomicBoolean();
    private volatile long pausedAt = System.nanoTime() - PAUSE_NANOS;

    RedisLink(String url, Duration patience, MeterRegistry meters) {
        this.patience = patience;
        uri = RedisURI.create(url);
        uri.setTimeout(patience);
        client = RedisClient.create(uri);
        client.setOptions(ClientOptions.builder()
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .socketOptions(
                        SocketOptions.builder().connectTimeout(CONNECT_PATIENCE).build())
                .timeoutOptions(TimeoutOptions.enabled(patience))
                .build());
        failures = Counter.builder("gateway.limits.redis.failures")
                .description("requests counted in memory because Redis gave no answer")
                .register(meters);
        Gauge.builder("gateway.limits.redis.connected", connected, is -> is.get() ? 1 : 0)
                .description("1 if the gateways share their limits by Redis, 0 if each counts for itself")
                .register(meters);
        connect();
    }

    /** Empty while there is no Redis to speak of. */
    Optional<ProxyManager<byte[]>> shared() {
        if (System.nanoTime() - pausedAt < PAUSE_NANOS) {
            return Optional.empty();
        }
        var known = shared.get();
        if (known == null) {
            connect();
        }
        return Optional.ofNullable(known);
    }

    boolean isConnected() {
        return connected.get();
    }

    void succeeded() {
        if (connected.compareAndSet(false, true)) {
            log.info("The limits are shared by Redis");
        }
    }

    void failed(Throwable why) {
        failures.increment();
        pause(why);
    }

    private void pause(Throwable why) {
        pausedAt = System.nanoTime();
        if (connected.compareAndSet(true, false)) {
            log.warn("Redis gives no answer; each gateway counts for itself until it does: {}", why.toString());
        } else {
            log.debug("Redis still gives no answer", why);
        }
    }

    /** In the background; a connection that is lost later is made again by the client itself. */
    private void connect() {
        if (connecting.compareAndSet(false, true)) {
            var _ = client.connectAsync(ByteArrayCodec.INSTANCE, uri).whenComplete((connection, failure) -> {
                if (failure == null) {
                    shared.set(proxies(connection));
                    succeeded();
                } else {
                    pause(failure);
                    connecting.set(false);
                }
            });
        }
    }

    private ProxyManager<byte[]> proxies(StatefulRedisConnection<byte[], byte[]> connection) {
        return Bucket4jLettuce.casBasedBuilder(connection)
                .requestTimeout(patience)
                .expirationAfterWrite(
                        ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(KEPT_BEYOND_FULL))
                .build();
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    }
}
