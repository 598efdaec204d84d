package dev.promo.events;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A sample of a record as it stands on the topic: headers, key, timestamp and data. */
record GoldenRecord(String topic, String key, long timestamp, Map<String, String> headers, JsonNode data) {

    private static final JsonMapper JSON = new JsonMapper();

    static GoldenRecord named(String name) {
        try (InputStream in = GoldenRecord.class.getResourceAsStream("/golden/" + name + ".json")) {
            return JSON.readValue(Objects.requireNonNull(in, name), GoldenRecord.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static GoldenRecord of(ProducerRecord<String, byte[]> sent) {
        var headers = new TreeMap<String, String>();
        sent.headers().forEach(h -> headers.put(h.key(), new String(h.value(), StandardCharsets.UTF_8)));
        return new GoldenRecord(sent.topic(), sent.key(), sent.timestamp(), headers, JSON.readTree(sent.value()));
    }

    ConsumerRecord<String, byte[]> received() {
        var received = new ConsumerRecord<>(topic, 0, 0L, key, JSON.writeValueAsBytes(data));
        headers.forEach((name, value) ->
                received.headers().add(new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8))));
        return received;
    }
}
