package dev.promo.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promo.gateway.GatewayProperties.RateLimit;
import io.github.bucket4j.TimeMeter;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AddressBucketsTests {
    private final AtomicLong nanos = new AtomicLong();
    private final TimeMeter time = new TimeMeter() {
        @Override
        public long currentTimeNanos() {
            return nanos.get();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    };
    private final AddressBuckets buckets = new AddressBuckets(Quota.of(new RateLimit(2, 3, 10)), time);

    @Test
    void anAddressMaySpendItsBurstAndThenItsRate() {
        assertThat(allowed("10.0.0.1", 10)).isEqualTo(3);

        nanos.addAndGet(1_000_000_000L);

        assertThat(allowed("10.0.0.1", 10)).isEqualTo(2);
    }

    @Test
    void whatIsGivenBackCanBeTakenAgain() {
        buckets.take("10.0.0.1").giveBack().run();

        assertThat(allowed("10.0.0.1", 10)).isEqualTo(3);
    }

    @Test
    void oneAddressDoesNotSpendForAnother() {
        allowed("10.0.0.1", 10);

        assertThat(allowed("10.0.0.2", 10)).isEqualTo(3);
    }

    @Test
    void anIpv6NetworkCountsAsOneAddress() {
        assertThat(allowed("2001:db8:1:2::1", 2)).isEqualTo(2);
        assertThat(allowed("2001:db8:1:2:ffff::9", 2)).isEqualTo(1);
        assertThat(allowed("2001:db8:1:3::1", 3)).isEqualTo(3);
    }

    @Test
    void memoryStaysBoundedAndNewcomersStillFindALimit() {
        for (var i = 0; i < 10; i++) {
            allowed("10.0.1." + i, 3);
        }

        assertThat(allowed("10.0.2.1", 2) + allowed("10.0.2.2", 2)).isEqualTo(3);
        assertThat(buckets.size()).isEqualTo(10);
    }

    @Test
    void addressesThatHaveBeenQuietAreForgotten() {
        for (var i = 0; i < 10; i++) {
            allowed("10.0.1." + i, 3);
        }
        nanos.addAndGet(2_000_000_000L);

        assertThat(allowed("10.0.2.1", 5)).isEqualTo(3);
        assertThat(buckets.size()).isEqualTo(1);
    }

    private long allowed(String address, int tries) {
        var allowed = 0L;
        for (var i = 0; i < tries; i++) {
            allowed += buckets.take(address).isConsumed() ? 1 : 0;
        }
        return allowed;
    }
}
