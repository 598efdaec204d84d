package dev.promo.local.events;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** Where to begin to read. */
public sealed interface Beginning {

    /** Some of the end of each partition. */
    record Last(int ofEach) implements Beginning {}

    record First() implements Beginning {}

    /** What happened since then: a record's timestamp is the time of its event. */
    record Since(Duration ago) implements Beginning {}

    /** One place in one partition, and nothing of the others. */
    record At(int partition, long offset) implements Beginning {}

    /** The partitions to read, each with a place it has. */
    default Map<TopicPartition, Long> in(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        var first = consumer.beginningOffsets(partitions);
        var end = consumer.endOffsets(partitions);
        var places = new HashMap<TopicPartition, Long>();
        for (var partition : partitions) {
            places.put(partition, Objects.requireNonNull(first.get(partition)));
        }
        switch (this) {
            case First() -> {}
            case Last(var ofEach) ->
                places.replaceAll((partition, beginning) ->
                        Math.max(beginning, Objects.requireNonNull(end.get(partition)) - ofEach));
            case Since(var ago) -> {
                var then = Instant.now().minus(ago).toEpochMilli();
                var found = consumer.offsetsForTimes(
                        partitions.stream().collect(Collectors.toMap(partition -> partition, _ -> then)));
                places.replaceAll((partition, _) -> {
                    var place = found.get(partition);
                    return place == null ? Objects.requireNonNull(end.get(partition)) : place.offset();
                });
            }
            case At(var number, var offset) -> {
                places.keySet().removeIf(partition -> partition.partition() != number);
                places.replaceAll((partition, beginning) ->
                        Math.clamp(offset, beginning, Objects.requireNonNull(end.get(partition))));
            }
        }
        return places;
    }
}
