package dev.promo.local.events;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads topics as somebody who looks on: in no group, committing nothing, making no topic, so that no consumer notices.
 *
 * <p>Each partition comes in its order. To be used by one thread; another may {@link #stop} it.
 */
public final class Tail implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final KafkaConsumer<byte[], byte[]> consumer;

    /** @param connection what a client needs to reach the brokers */
    public Tail(Map<String, Object> connection) {
        var settings = new HashMap<>(connection);
        settings.remove("group.id");
        settings.put("enable.auto.commit", false);
        settings.put("allow.auto.create.topics", false);
        settings.put("auto.offset.reset", "earliest"); // of what was deleted under our eyes
        settings.put("default.api.timeout.ms", (int) PATIENCE.toMillis());
        settings.put("fetch.max.bytes", 8 * 1024 * 1024); // the command has little memory
        consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** The topics there are, as far as we may know of them. */
    public Set<String> topics() {
        return new TreeSet<>(consumer.listTopics().keySet());
    }

    /** The partitions of those of the topics that exist. */
    public Collection<TopicPartition> partitions(Collection<String> topics) {
        return topics.stream()
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
    }

    /**
     * Shows events one after the other, until that says that it was enough.
     *
     * @param follow whether to wait for more after what is there now
     */
    public void read(
            Collection<TopicPartition> partitions,
            Beginning beginning,
            boolean follow,
            Predicate<ShownEvent> wantsMore) {
        var places = beginning.in(consumer, partitions);
        var ends = consumer.endOffsets(places.keySet());
        consumer.assign(places.keySet());
        places.forEach(consumer::seek);
        while (follow || ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            for (var message : consumer.poll(Duration.ofMillis(500))) {
                if (!follow && message.offset() >= ends.getOrDefault(place(message.topic(), message.partition()), 0L)) {
                    continue; // came while we looked
                }
                if (!wantsMore.test(new ShownEvent(message))) {
                    return;
                }
            }
        }
    }

    private static TopicPartition place(String topic, int partition) {
        return new TopicPartition(topic, partition);
    }

    /** Ends the reading, by a {@link WakeupException}. */
    public void stop() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
