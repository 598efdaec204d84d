package dev.promo.auth.token;

import dev.promo.defaults.schema.Schema;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Keeps the {@link KeyRing} true to the table, once a second: at the start before the first request if the database is there,
 * and in the background if not. The service is not ready before it has a key to sign with (health {@code signingKeys}).
 *
 * <p>A key that cannot be opened stops the start. If one turns up later, this instance says so and does not know what is
 * true any more: it signs by the keys it has read for {@code promo.auth.key-lead} at most, verifies by them, and takes no
 * other.
 */
@Component("signingKeysHealthIndicator")
class KeyKeeper implements SmartLifecycle, HealthIndicator {
    private static final Logger log = LoggerFactory.getLogger(KeyKeeper.class);

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);

    private final KeyRotation rotation;
    private final KeyRing ring;
    private final Schema schema;

    private volatile @Nullable Thread worker;
    private @Nullable String trouble;

    KeyKeeper(KeyRotation rotation, KeyRing ring, Schema schema) {
        this.rotation = rotation;
        this.ring = ring;
        this.schema = schema;
    }

    /** Before the web server, which comes in one of the last phases. */
    @Override
    public int getPhase() {
        return 0;
    }

    @Override
    public void start() {
        if (isRunning()) {
            return;
        }
        if (schema.isMigrated()) {
            try {
                rotation.keepUp();
            } catch (DataAccessException | TransactionException away) {
                log.warn("The signing keys cannot be read yet: {}", away.toString());
            }
        }
        worker = Thread.ofVirtual().name("signing-keys").start(this::keepUpForEver);
    }

    private void keepUpForEver() {
        try {
            schema.awaitMigrated();
            while (true) {
                keepUp();
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void keepUp() {
        try {
            rotation.keepUp();
            trouble = null;
        } catch (KeySeal.Unopened unopened) {
            say(unopened.getMessage(), unopened);
        } catch (RuntimeException away) { // whatever it is, the keys at hand serve on and the next second tries again
            say("The signing keys cannot be read: " + away, null);
        }
    }

    /** Once, not every second. */
    private void say(@Nullable String what, @Nullable Exception bug) {
        if (what != null && !what.equals(trouble)) {
            trouble = what;
            if (bug == null) {
                log.warn("{}", what);
            } else {
                log.error("{}", what, bug);
            }
        }
    }

    @Override
    public Health health() {
        return ring.signing().isPresent()
                ? Health.up().build()
                : Health.outOfService().build();
    }

    @Override
    public boolean isRunning() {
        var thread = worker;
        return thread != null && thread.isAlive();
    }

    @Override
    public void stop() {
        var thread = worker;
        if (thread == null) {
            return;
        }
        thread.interrupt();
        try {
            thread.join(STOP_PATIENCE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
