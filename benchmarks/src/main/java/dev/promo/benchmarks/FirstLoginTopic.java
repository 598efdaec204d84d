package dev.promo.benchmarks;

import dev.promo.events.FirstLogin;
import dev.promo.events.FirstLoginFormat;
import dev.promo.events.TraceParent;
import dev.promo.local.stack.Stack;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The one partition of {@code auth.first-login}: fills it, and sees how far the service has come. */
final class FirstLoginTopic implements AutoCloseable {

    private static final TopicPartition PARTITION = new TopicPartition(FirstLogin.TOPIC, 0);
    private static final String GROUP = "promotion-service";
    private static final Duration LOOK_EVERY = Duration.ofMillis(25);

    private final String bootstrap;
    private final KafkaProducer<String, byte[]> producer;
    private final Admin admin;
    private long end;

    FirstLoginTopic(Stack system) throws ExecutionException, InterruptedException {
        bootstrap = system.kafka().bootstrapServers();
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap, "linger.ms", "5", "batch.size", "262144"),
                new StringSerializer(),
                new ByteArraySerializer());
        admin = Admin.create(Map.of("bootstrap.servers", bootstrap));
        var partitions = producer.partitionsFor(FirstLogin.TOPIC).size();
        if (partitions != 1) {
            throw new IllegalStateException("the topic has " + partitions + " partitions");
        }
    }

    /** Sends a first login of each of those people, as the auth-service does for logins that nobody traces. */
    void fill(long firstUser, int count, Instant occurredAt) throws ExecutionException, InterruptedException {
        var trace = new TraceParent("00-" + "1".repeat(32) + "-" + "2".repeat(16) + "-00");
        Future<RecordMetadata> last = CompletableFuture.failedFuture(new IllegalArgumentException("nobody"));
        for (var number = 0; number < count; number++) {
            var event = new FirstLogin(
                    UUID.randomUUID(), firstUser + number, occurredAt, occurredAt.minusSeconds(3_600), 1 + number % 12);
            last = producer.send(FirstLoginFormat.write(event).in(trace).toProducerRecord());
        }
        producer.flush();
        end = last.get().offset() + 1; // it is not ours alone: the admin's first login lies there too
    }

    /** Where the next record goes. */
    long end() {
        return end;
    }

    /**
     * Waits until the service has committed its place behind all that was filled in, which it does after the database.
     *
     * @return its places on the way there
     */
    List<Mark> awaitDecided() throws ExecutionException, InterruptedException {
        var marks = new ArrayList<Mark>();
        while (true) {
            var offsets = admin.listConsumerGroupOffsets(GROUP)
                    .partitionsToOffsetAndMetadata()
                    .get();
            var offset = offsets.get(PARTITION);
            var place = offset == null ? 0 : offset.offset();
            marks.add(new Mark(System.nanoTime(), place));
            if (place >= end) {
                return marks;
            }
            Thread.sleep(LOOK_EVERY);
        }
    }

    /** A consumer that polls as the service's does, from that place on. */
    KafkaConsumer<byte[], byte[]> consumer(long from, int mostRecords) {
        var consumer = new KafkaConsumer<>(
                Map.<String, Object>of(
                        "bootstrap.servers",
                        bootstrap,
                        "group.id",
                        "benchmark",
                        "enable.auto.commit",
                        "false",
                        "max.poll.records",
                        Integer.toString(mostRecords)),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.assign(List.of(PARTITION));
        consumer.seek(PARTITION, from);
        return consumer;
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
    }

    record Mark(long nanos, long place) {}
}
