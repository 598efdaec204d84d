package dev.promo.defaults.outbox;

import dev.promo.defaults.outbox.RelaySession.Row;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Flow 4/6. Takes events from the outbox to Kafka: in the order of their ids, each at least once, marked as sent only after
 * the broker's acknowledgement.
 *
 * <p>Of all instances one is active, the one whose connection holds the database's lock; the others wait for it. A relay that
 * dies or loses the database is followed by another, which begins at the first event not marked: some arrive twice then, but
 * none is lost, and of the events that are committed when it looks none arrives for the first time before an older one. Trouble of broker or database is waited out, for
 * as long as it lasts. Gauge {@code outbox.relay.active}, counter {@code outbox.sent}.
 */
class OutboxRelay implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(OutboxRelay.class);

    private static final Duration LOCK_WAIT = Duration.ofSeconds(1);
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(2);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(2);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(8);
    private static final int PURGE_CHUNK = 1000;

    private final DataSource unpooled;
    private final EventSender.Factory senders;
    private final Doorbell doorbell;
    private final OutboxProperties settings;
    private final Clock clock;
    private final Counter sent;
    private final AtomicBoolean active;

    private CountDownLatch stopping = new CountDownLatch(0);
    private volatile @Nullable Thread worker;

    private @Nullable EventSender sender;
    private Duration pause = SHORTEST_PAUSE;
    private int batchSize;
    private long nextPurge = System.nanoTime();

    OutboxRelay(
            DataSource unpooled,
            EventSender.Factory senders,
            Doorbell doorbell,
            OutboxProperties settings,
            Clock clock,
            MeterRegistry meters) {
        this.unpooled = unpooled;
        this.senders = senders;
        this.doorbell = doorbell;
        this.settings = settings;
        this.batchSize = settings.batchSize();
        this.clock = clock;
        this.sent = meters.counter("outbox.sent");
        this.active = new AtomicBoolean();
        meters.gauge("outbox.relay.active", active, flag -> flag.get() ? 1 : 0);
    }

    @Override
    public synchronized void start() {
        if (worker == null) {
            stopping = new CountDownLatch(1);
            worker = Thread.ofPlatform().name("outbox-relay").daemon().start(this::relayUntilStopped);
        }
    }

    private void relayUntilStopped() {
        try {
            while (isWanted()) {
                try (var session = RelaySession.open(unpooled, settings.lockTimeout())) {
                    waitForLock(session);
                    relayWhileLocked(session);
                } catch (SQLException | RuntimeException | Error e) { // a relay that ended silently would be the worst
                    log.warn("The outbox cannot be relayed, trying again in {}: {}", pause, firstLine(e));
                    pause();
                } finally {
                    active.set(false);
                    closeSender();
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void waitForLock(RelaySession session) throws SQLException {
        while (isWanted() && !session.tryLock(LOCK_WAIT)) {
            log.debug("Another instance relays the outbox");
        }
    }

    private void relayWhileLocked(RelaySession session) throws SQLException, InterruptedException {
        if (isWanted()) {
            active.set(true);
            log.info("This instance relays the outbox");
        }
        while (isWanted()) {
            var batch = session.pending(batchSize);
            if (batch.isEmpty()) {
                pause = SHORTEST_PAUSE;
                purge(session);
                doorbell.await(settings.pollInterval());
            } else {
                relay(session, batch);
            }
        }
    }

    private void relay(RelaySession session, List<Row> batch) throws SQLException, InterruptedException {
        var acknowledged = send(session, batch);
        if (acknowledged > 0) {
            session.markSent(batch.subList(0, acknowledged), clock.instant());
            sent.increment(acknowledged);
        }
        if (acknowledged == batch.size()) {
            pause = SHORTEST_PAUSE;
            batchSize = Math.min(2 * batchSize, settings.batchSize());
        } else if (isWanted()) {
            batchSize = 1; // the broker refuses a request as a whole: get as far as to the event it means
            closeSender(); // what it still holds comes after a failure; the next attempt sends it in its place
            log.warn(
                    "Sending stopped before outbox row {}, trying again in {}",
                    batch.get(acknowledged).id(),
                    pause);
            pause();
        }
    }

    /** Sends the batch up to the first failure; says how many from its beginning are acknowledged. */
    private int send(RelaySession session, List<Row> batch) throws SQLException, InterruptedException {
        var underway = new ArrayList<Future<?>>(batch.size());
        try {
            var sender = sender();
            for (var row : batch) {
                var result = sender.send(row.event());
                underway.add(result);
                if (result.state() == Future.State.FAILED) {
                    break; // nothing may overtake it
                }
            }
        } catch (RuntimeException notNow) {
            log.warn("The broker takes no events: {}", firstLine(notNow));
        }
        var acknowledged = 0;
        while (acknowledged < underway.size() && isAcknowledged(session, underway.get(acknowledged))) {
            acknowledged++;
        }
        return acknowledged;
    }

    /** Waits for as long as it takes, or until we are to stop; meanwhile sees to it that the lock is still ours. */
    private boolean isAcknowledged(RelaySession session, Future<?> result) throws SQLException, InterruptedException {
        while (true) {
            try {
                result.get((isWanted() ? SIGN_OF_LIFE : STOP_PATIENCE).toMillis(), TimeUnit.MILLISECONDS);
                return true;
            } catch (TimeoutException _) {
                if (!isWanted()) {
                    return false;
                }
                session.checkLock();
            } catch (ExecutionException e) {
                log.error("The broker refused an event", e.getCause());
                return false;
            }
        }
    }

    private void purge(RelaySession session) throws SQLException {
        if (System.nanoTime() - nextPurge >= 0
                && session.purge(clock.instant().minus(settings.retention()), PURGE_CHUNK) < PURGE_CHUNK) {
            nextPurge = System.nanoTime() + settings.purgeInterval().toNanos();
        }
    }

    private EventSender sender() {
        var current = sender;
        if (current == null) {
            current = senders.open();
            sender = current;
        }
        return current;
    }

    private void closeSender() {
        var current = sender;
        sender = null;
        if (current != null) {
            try {
                current.close();
            } catch (RuntimeException e) { // a new one is opened anyway
                log.warn("A sender could not be closed: {}", firstLine(e));
            }
        }
    }

    private boolean isWanted() {
        return stopping.getCount() > 0;
    }

    /** The driver's messages tell stories. */
    private static String firstLine(Throwable trouble) {
        return trouble.toString().lines().findFirst().orElse("");
    }

    private void pause() throws InterruptedException {
        if (!stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    /** Waits a little for acknowledgements still due and gives the lock to the next instance. */
    @Override
    public synchronized void stop() {
        var thread = worker;
        if (thread == null) {
            return;
        }
        stopping.countDown();
        doorbell.ring();
        try {
            if (!thread.join(STOP_LIMIT)) {
                log.warn("The relay does not end by itself; its lock goes with the process");
                thread.interrupt();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        worker = null;
    }

    /** Whether it is this one, of all instances, that sends. */
    boolean isActive() {
        return active.get();
    }

    @Override
    public boolean isRunning() {
        return worker != null;
    }

    /** After the web server on the way down, so that the last requests' events have a chance to leave. */
    @Override
    public int getPhase() {
        return 0;
    }
}
