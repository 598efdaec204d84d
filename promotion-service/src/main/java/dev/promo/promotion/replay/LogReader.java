package dev.promo.promotion.replay;

import dev.promo.events.FirstLogin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.stereotype.Component;

/**
 * Reads {@code auth.first-login} with a consumer that takes its partitions itself: it is in no group and commits nothing, so the
 * live consumer notices nothing of it.
 */
@Component
class LogReader {

    /** By its own name: rules and dashboards about the live consumer leave it out. */
    private static final String CLIENT_ID = "promo-replay";

    private static final int BATCH = 2_000;
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final ConsumerFactory<byte[], byte[]> consumers;

    @SuppressWarnings("unchecked") // as application.yml sets its deserializers
    LogReader(ConsumerFactory<?, ?> consumers) {
        this.consumers = (ConsumerFactory<byte[], byte[]>) consumers;
    }

    /**
     * What the topic holds.
     *
     * @param first by partition, the first offset that is kept
     * @param end by partition, the offset behind the last record
     */
    record Extent(Map<Integer, Long> first, Map<Integer, Long> end) {}

    Extent extent() {
        try (var consumer = open()) {
            var partitions = partitions(consumer);
            return new Extent(
                    byNumber(consumer.beginningOffsets(partitions)), byNumber(consumer.endOffsets(partitions)));
        }
    }

    /** By partition, the offset behind the last record that the live consumer is done with; nothing where there is none. */
    Map<Integer, Long> committed() {
        try (var consumer = open()) {
            var committed = new HashMap<Integer, Long>();
            consumer.committed(partitions(consumer)).forEach((partition, position) -> {
                if (position != null) {
                    committed.put(partition.partition(), position.offset());
                }
            });
            return committed;
        }
    }

    /** By partition, the first offset at or after that time; the end where there is none. */
    Map<Integer, Long> offsetsAt(long epochMillis) {
        try (var consumer = open()) {
            var partitions = partitions(consumer);
            var offsets = byNumber(consumer.endOffsets(partitions));
            var wanted = partitions.stream().collect(Collectors.toMap(partition -> partition, _ -> epochMillis));
            for (Map.Entry<TopicPartition, OffsetAndTimestamp> found :
                    consumer.offsetsForTimes(wanted).entrySet()) {
                if (found.getValue() != null) {
                    offsets.put(found.getKey().partition(), found.getValue().offset());
                }
            }
            return offsets;
        }
    }

    /** From these offsets on, by partition; partitions that are not named are not read. */
    Reading read(Map<Integer, Long> from, Map<Integer, Long> to) {
        return new Reading(open(), from, to);
    }

    private Consumer<byte[], byte[]> open() {
        var settings = new Properties();
        settings.setProperty(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Integer.toString(BATCH));
        settings.setProperty(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        settings.setProperty(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none"); // what is gone must not be passed over
        settings.setProperty(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, "4194304");
        return consumers.createConsumer(null, CLIENT_ID, null, settings);
    }

    private static Set<TopicPartition> partitions(Consumer<?, ?> consumer) {
        return consumer.partitionsFor(FirstLogin.TOPIC).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .collect(Collectors.toSet());
    }

    private static Map<Integer, Long> byNumber(Map<TopicPartition, Long> offsets) {
        var byNumber = new HashMap<Integer, Long>();
        offsets.forEach((partition, offset) -> byNumber.put(partition.partition(), offset));
        return byNumber;
    }

    /** One pass over the log. For one thread. */
    static final class Reading implements AutoCloseable {

        private final Consumer<byte[], byte[]> consumer;
        private final Map<Integer, Long> to;
        private final Set<Integer> open = new HashSet<>();

        private Reading(Consumer<byte[], byte[]> consumer, Map<Integer, Long> from, Map<Integer, Long> to) {
            this.consumer = consumer;
            this.to = Map.copyOf(to);
            from.forEach((partition, offset) -> {
                if (offset < to.getOrDefault(partition, 0L)) {
                    open.add(partition);
                }
            });
            consumer.assign(partitions(open));
            open.forEach(partition -> consumer.seek(of(partition), from.getOrDefault(partition, 0L)));
        }

        boolean isDone() {
            return open.isEmpty();
        }

        /** The next records, of each partition in its order; may be empty while there are more. */
        List<ConsumerRecord<byte[], byte[]>> next() {
            var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
            for (var message : consumer.poll(PATIENCE)) {
                if (message.offset() < to.getOrDefault(message.partition(), 0L)) {
                    records.add(message);
                }
            }
            // by the position, as the last offsets may hold no record
            for (var partition : List.copyOf(open)) {
                if (consumer.position(of(partition)) >= to.getOrDefault(partition, 0L)) {
                    open.remove(partition);
                    consumer.pause(List.of(of(partition)));
                }
            }
            return records;
        }

        private static Set<TopicPartition> partitions(Collection<Integer> numbers) {
            return numbers.stream().map(Reading::of).collect(Collectors.toSet());
        }

        private static TopicPartition of(int partition) {
            return new TopicPartition(FirstLogin.TOPIC, partition);
        }

        @Override
        public void close() {
            consumer.close();
        }
    }
}
