package dev.promo.promotion.wallet;

import static java.util.stream.Collectors.groupingBy;

import dev.promo.promotion.wallet.News.Marks;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Looks at the database for all who wait, however many they are: one look at a time, and none while nobody waits.
 *
 * <p>Each look reaches back over the rows of the last minute, as a row may be committed after rows with higher numbers; who
 * listens knows what it has heard. Whoever is added after having read the database therefore misses nothing.
 */
@Component
class Watcher implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(Watcher.class);

    private static final long SETTLED_AFTER = FeedPosition.SETTLED_AFTER.toNanos();
    private static final long SAMPLE_EVERY = TimeUnit.SECONDS.toNanos(1);

    private final WalletNews news;
    private final WalletProperties properties;
    private final Set<Watching> watching = ConcurrentHashMap.newKeySet();

    /** How far the tables reached, second by second, until they are a minute old. Only the looking thread touches these. */
    private final Deque<Sample> samples = new ArrayDeque<>();

    /** Null while nobody waits. */
    private @Nullable Marks settled;

    private volatile @Nullable ScheduledExecutorService clockwork;

    Watcher(WalletNews news, WalletProperties properties) {
        this.news = news;
        this.properties = properties;
    }

    /** Tells that one from now on, if the service is not about to stop. */
    boolean add(Watching one) {
        watching.add(one);
        if (isRunning()) {
            return true;
        }
        watching.remove(one);
        return false;
    }

    void remove(Watching one) {
        watching.remove(one);
    }

    private void look() {
        try {
            if (watching.isEmpty()) {
                samples.clear();
                settled = null;
            } else {
                lookFor(watching.stream().collect(groupingBy(Watching::userId)));
            }
        } catch (RuntimeException trouble) { // an exception would end the looking for good
            log.debug("The news could not be read; the next look is soon", trouble);
        }
    }

    private void lookFor(Map<Long, List<Watching>> byPerson) {
        if (settled == null) { // from the very first look on, nobody's whole history is read
            settled = news.settled();
        }
        var look = news.look(byPerson.keySet(), settled);
        for (var one : look.news()) {
            byPerson.getOrDefault(one.userId(), List.of()).forEach(listener -> listener.tell(one));
        }
        remember(look.newest(), System.nanoTime());
    }

    private void remember(Marks newest, long now) {
        if (samples.isEmpty() || now - samples.getLast().at() >= SAMPLE_EVERY) {
            samples.addLast(new Sample(now, newest));
        }
        while (!samples.isEmpty() && now - samples.getFirst().at() >= SETTLED_AFTER) {
            settled = samples.removeFirst().marks();
        }
    }

    @Override
    public synchronized void start() {
        if (clockwork == null) {
            var threads = Thread.ofVirtual().name("wallet-watcher").factory();
            var started = Executors.newSingleThreadScheduledExecutor(threads);
            var every = properties.watchEvery().toNanos();
            var _ = started.scheduleWithFixedDelay(this::look, every, every, TimeUnit.NANOSECONDS);
            clockwork = started;
        }
    }

    @Override
    public synchronized void stop() {
        var running = clockwork;
        if (running != null) {
            clockwork = null;
            running.shutdown();
            watching.forEach(Watching::end);
        }
    }

    @Override
    public boolean isRunning() {
        return clockwork != null;
    }

    /** Before the web server, which waits for every answer that is under way. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }

    private record Sample(long at, Marks marks) {}
}
