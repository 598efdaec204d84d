package dev.promo.promotion.deadletter;

import dev.promo.events.FirstLogin;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.support.KafkaHeaders;

/** Where a dead letter came from: its place in the queue, as Spring's recoverer noted it. */
record Origin(String topic, int partition, long offset, long timestampMillis) {

    /** Null if the headers tell of no place in {@code auth.first-login}: nothing is ever sent elsewhere. */
    static @Nullable Origin of(Headers headers) {
        var topic = headers.lastHeader(KafkaHeaders.DLT_ORIGINAL_TOPIC);
        var partition = number(headers, KafkaHeaders.DLT_ORIGINAL_PARTITION, Integer.BYTES);
        var offset = number(headers, KafkaHeaders.DLT_ORIGINAL_OFFSET, Long.BYTES);
        var timestamp = number(headers, KafkaHeaders.DLT_ORIGINAL_TIMESTAMP, Long.BYTES);
        if (topic == null
                || topic.value() == null
                || partition == null
                || offset == null
                || timestamp == null
                || !new String(topic.value(), StandardCharsets.UTF_8).equals(FirstLogin.TOPIC)
                || partition.getInt(0) < 0
                || offset.getLong(0) < 0) {
            return null;
        }
        return new Origin(FirstLogin.TOPIC, partition.getInt(0), offset.getLong(0), timestamp.getLong(0));
    }

    /** Null for a record of times without timestamps. */
    @Nullable
    Long timestamp() {
        return timestampMillis < 0 ? null : timestampMillis;
    }

    Instant time() {
        return Instant.ofEpochMilli(timestampMillis);
    }

    private static @Nullable ByteBuffer number(Headers headers, String name, int length) {
        var header = headers.lastHeader(name);
        return header == null || header.value() == null || header.value().length != length
                ? null
                : ByteBuffer.wrap(header.value());
    }
}
