package dev.promo.promotion.wallet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What somebody hears for whom nobody has looked before. */
class WatcherIT extends WalletTest {

    @Autowired
    private WalletNews news;

    private Watcher watcher;

    @BeforeEach
    void aWatcherOfOurOwn() {
        watcher = new Watcher(news, new WalletProperties(Duration.ofMillis(20), 1, 1, 1, Duration.ofSeconds(1)));
        watcher.start();
    }

    @AfterEach
    void stop() {
        watcher.stop();
    }

    @Test
    void whatHasBeenSettledForLongIsNotReadAgain() {
        var old = voucherOf(ALICE);
        for (var i = 0; i < 50; i++) {
            changed(old, "HELD", null);
        }
        jdbc.sql("UPDATE vouchers SET issued_at = :then")
                .param("then", utc(longAgo()))
                .update();
        jdbc.sql("UPDATE voucher_changes SET at = :then")
                .param("then", utc(longAgo()))
                .update();
        // told late of an end long ago, so perhaps just now
        jdbc.sql("UPDATE vouchers SET expired_at = :now").param("now", utc(now)).update();
        var expiry = changed(old, "EXPIRED", null);
        jdbc.sql("UPDATE voucher_changes SET at = :then WHERE id = :id")
                .param("then", utc(longAgo()))
                .param("id", expiry)
                .update();
        var young = changed(old, "EXTENDED", null);
        var listener = new Listener();

        watcher.add(listener);

        await().until(() -> listener.heard.contains(young));
        assertThat(listener.heard).containsOnly(expiry, young);
        var next = changed(old, "HELD", null);
        await().until(() -> listener.heard.contains(next));
        assertThat(listener.heard).containsOnly(expiry, young, next);
    }

    private Instant longAgo() {
        return now.minus(FeedPosition.SETTLED_AFTER).minusSeconds(1);
    }

    /** Notes the changes it is told of. */
    private static final class Listener implements Watching {
        private final List<Long> heard = new CopyOnWriteArrayList<>();

        @Override
        public long userId() {
            return ALICE;
        }

        @Override
        public void tell(News one) {
            heard.add(one.id());
        }

        @Override
        public void end() {}
    }
}
