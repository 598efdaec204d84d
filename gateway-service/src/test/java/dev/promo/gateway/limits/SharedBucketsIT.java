package dev.promo.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisServer;

/** Two gateways' limits in a real Redis, which comes late, goes and comes again. */
class SharedBucketsIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Quota FIVE = new Quota(5, 1, Duration.ofHours(1), 100);

    @Test
    void gatewaysShareTheirLimitsAsLongAsThereIsARedisAndCountForThemselvesOtherwise() throws Exception {
        var port = freePort();
        var meters = new SimpleMeterRegistry();
        try (var oneLink = new RedisLink("redis://127.0.0.1:" + port, PATIENCE, meters);
                var otherLink = new RedisLink("redis://127.0.0.1:" + port, PATIENCE, new SimpleMeterRegistry())) {
            var one = buckets(oneLink);
            var other = buckets(otherLink);

            // no Redis yet
            assertThat(allowed(one, "10.0.0.1") + allowed(other, "10.0.0.1")).isEqualTo(10);
            assertThat(connected(meters)).isZero();

            var redis = start(port);
            try {
                await().atMost(PATIENCE).until(() -> isShared(one, oneLink) && isShared(other, otherLink));
                assertThat(connected(meters)).isOne();
                assertThat(atOnce(one, other, "10.0.0.2")).isEqualTo(5);

                var last = other.take("10.0.0.2");
                assertThat(last.isConsumed()).isFalse();
                assertThat(last.probe().getNanosToWaitForRefill()).isPositive();
            } finally {
                redis.stop();
            }

            // gone: what was counted there is forgotten, nobody is kept waiting
            assertThat(allowed(one, "10.0.0.2")).isEqualTo(5);
            assertThat(allowed(one, "10.0.0.2")).isZero();
            assertThat(connected(meters)).isZero();
            assertThat(meters.get("gateway.limits.redis.failures").counter().count())
                    .isPositive();

            redis = start(port);
            try {
                await().atMost(PATIENCE).until(() -> isShared(one, oneLink) && isShared(other, otherLink));
                var taken = one.take("10.0.0.3");
                taken.giveBack().run();
                assertThat(allowed(one, "10.0.0.3") + allowed(other, "10.0.0.3"))
                        .isEqualTo(5);
            } finally {
                redis.stop();
            }
        }
    }

    private static boolean isShared(Buckets buckets, RedisLink link) {
        buckets.take("10.9.9.9");
        return link.isConnected();
    }

    private static Buckets buckets(RedisLink link) {
        return new SharedBuckets(link, "test", FIVE, new AddressBuckets(FIVE, TimeMeter.SYSTEM_NANOTIME));
    }

    private static double connected(SimpleMeterRegistry meters) {
        return meters.get("gateway.limits.redis.connected").gauge().value();
    }

    private static long allowed(Buckets buckets, String address) {
        var allowed = 0L;
        for (var n = 0; n < 10; n++) {
            allowed += buckets.take(address).isConsumed() ? 1 : 0;
        }
        return allowed;
    }

    private static long atOnce(Buckets one, Buckets other, String address) throws Exception {
        var takes = new ArrayList<Callable<Boolean>>();
        for (var n = 0; n < 20; n++) {
            takes.add(() -> one.take(address).isConsumed());
            takes.add(() -> other.take(address).isConsumed());
        }
        var allowed = 0L;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var taken : threads.invokeAll(takes)) {
                allowed += taken.get() ? 1 : 0;
            }
        }
        return allowed;
    }

    private static RedisServer start(int port) throws IOException {
        var server = RedisServer.newRedisServer()
                .port(port)
                .bind("127.0.0.1")
                .setting("save \"\"")
                .build();
        server.start();
        return server;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
