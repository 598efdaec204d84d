package dev.promo.gateway.revocation;

import dev.promo.events.MalformedEvent;
import dev.promo.events.SessionRevoked;
import dev.promo.events.SessionRevokedFormat;
import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Reads the topic of ended sessions into {@link RevokedSessions}: every instance all of it, from its beginning, and then
 * whatever comes.
 *
 * <p>One thread of its own, which never gives up: a broker that is slow or away is asked again and again, and read on once it
 * is back. Meanwhile everything known stays known.
 */
final class RevocationFeed implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(RevocationFeed.class);

    /** Between two looks at how far the topic has come, which also show whether the broker is there. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    /** A broker that takes longer for its answer is called away; the reading itself goes on as long as it takes. */
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(3);

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);

    private final Map<String, Object> connection;
    private final Duration patience;
    private final RevokedSessions revoked;
    private final Counter malformed;
    private final CountDownLatch stopping = new CountDownLatch(1);

    private volatile @Nullable Thread worker;
    private volatile @Nullable Consumer<byte[], byte[]> current;
    private volatile State state = new State(false, false, 0, System.nanoTime());
    private volatile long started = System.nanoTime();
    private boolean toldThatItIsAway; // of the worker alone

    /**
     * A feed that does not read yet.
     *
     * @param connection how consumers are to be connected
     * @param patience how long to wait for what the broker has to tell before the gateway serves without
     */
    RevocationFeed(Map<String, Object> connection, Duration patience, RevokedSessions revoked, Counter malformed) {
        this.connection = Map.copyOf(connection);
        this.patience = patience;
        this.revoked = revoked;
        this.malformed = malformed;
    }

    @Override
    public void start() {
        if (worker == null) {
            started = System.nanoTime();
            worker = Thread.ofVirtual().name("revocations").start(this::readUntilStopped);
        }
    }

    private void readUntilStopped() {
        try {
            do {
                try (var consumer =
                        new KafkaConsumer<>(settings(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                    current = consumer;
                    follow(consumer);
                } catch (KafkaException trouble) {
                    lost(trouble);
                }
            } while (!stopping.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private Map<String, Object> settings() {
        var settings = new HashMap<>(connection);
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG); // it would give each record to one gateway only
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return settings;
    }

    /** Returns when the topic is not there, or not as it was: then it is to be looked for anew. */
    private void follow(Consumer<byte[], byte[]> consumer) {
        var partitions = partitions(consumer);
        if (partitions.isEmpty()) {
            found(consumer, Map.of());
            return;
        }
        consumer.assign(partitions);
        consumer.beginningOffsets(partitions).forEach(consumer::seek);
        var atFirst = consumer.endOffsets(partitions);
        var lookAgain = System.nanoTime();
        while (stopping.getCount() > 0 && isAsBefore(consumer, partitions)) {
            consumer.poll(POLL).forEach(this::take);
            if (!state.caughtUp() && behind(consumer, atFirst) == 0) {
                state = state.withCaughtUp();
                log.info("All revocations are read; {} sessions are refused", revoked.size());
            }
            if (System.nanoTime() - lookAgain >= 0) {
                look(consumer, partitions);
                lookAgain = System.nanoTime() + LOOK_EVERY.toNanos();
            }
        }
    }

    private boolean isAsBefore(Consumer<?, ?> consumer, List<TopicPartition> partitions) {
        try {
            return partitions(consumer).equals(partitions);
        } catch (TimeoutException late) {
            lost(late);
            return true;
        }
    }

    private void look(Consumer<?, ?> consumer, List<TopicPartition> partitions) {
        revoked.forget();
        try {
            found(consumer, consumer.endOffsets(partitions, ANSWER_LIMIT));
        } catch (TimeoutException late) {
            lost(late);
        }
    }

    /** As the consumer knows them: it asks the broker only if it knows nothing, or nothing new for a while. */
    private static List<TopicPartition> partitions(Consumer<?, ?> consumer) {
        return consumer.partitionsFor(SessionRevoked.TOPIC, ANSWER_LIMIT).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .sorted((one, other) -> Integer.compare(one.partition(), other.partition()))
                .toList();
    }

    private void take(ConsumerRecord<byte[], byte[]> message) {
        try {
            revoked.add(SessionRevokedFormat.read(message).change());
        } catch (MalformedEvent poison) {
            malformed.increment();
            log.warn(
                    "Record {} of {}-{} is no revocation and is skipped: {}",
                    message.offset(),
                    message.topic(),
                    message.partition(),
                    poison.getMessage());
        }
    }

    private static long behind(Consumer<?, ?> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .mapToLong(end -> Math.max(0, end.getValue() - consumer.position(end.getKey())))
                .sum();
    }

    private void found(Consumer<?, ?> consumer, Map<TopicPartition, Long> ends) {
        var before = state;
        state = new State(true, before.caughtUp(), behind(consumer, ends), System.nanoTime());
        toldThatItIsAway = false;
        if (!before.connected()) {
            log.info("The broker tells of ended sessions{}", ends.isEmpty() ? ", but has no such topic yet" : "");
        }
    }

    private void lost(KafkaException trouble) {
        if (stopping.getCount() == 0) {
            return;
        }
        var before = state;
        state = new State(false, before.caughtUp(), before.lag(), before.heardAt());
        if (!toldThatItIsAway) {
            toldThatItIsAway = true;
            log.warn("The broker is away: sessions that end from now on are not known here ({})", trouble.toString());
        }
    }

    /** How things stand. */
    State state() {
        return state;
    }

    /** Whether the gateway may serve: it knows all that there was to know at its start, or has waited long enough for it. */
    boolean isReady() {
        return state.caughtUp() || System.nanoTime() - started >= patience.toNanos();
    }

    @Override
    public void stop() {
        stopping.countDown();
        var consumer = current;
        if (consumer != null) {
            consumer.wakeup();
        }
        var thread = worker;
        if (thread != null) {
            try {
                thread.join(STOP_PATIENCE);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        var thread = worker;
        return thread != null && thread.isAlive();
    }

    /** Before the web server, and stopped after it. */
    @Override
    public int getPhase() {
        return 0;
    }

    /**
     * How the feed stands.
     *
     * @param connected whether the broker answered when it was last asked
     * @param caughtUp whether everything that was there at the start has been read; never false again
     * @param lag how many records were still to be read when the broker last answered
     * @param heardAt when that was, by {@link System#nanoTime}; the start, if it never did
     */
    record State(boolean connected, boolean caughtUp, long lag, long heardAt) {

        State withCaughtUp() {
            return new State(connected, true, lag, heardAt);
        }

        Duration age() {
            return Duration.ofNanos(System.nanoTime() - heardAt);
        }
    }
}
