package dev.promo.events;

import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.message.MessageWriter;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.cloudevents.rw.CloudEventWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * An event as it lies in an outbox, ready to be sent: its CloudEvents 1.0 attributes, its place on Kafka and its JSON.
 *
 * @param id CloudEvents {@code id}; consumers recognise a repeated delivery by it
 * @param topic where it goes
 * @param key the Kafka record key: events of one key keep their order
 * @param type CloudEvents {@code type}
 * @param source CloudEvents {@code source}, the service it happened in
 * @param time CloudEvents {@code time}, also the Kafka record's timestamp, so that a replay can start at a moment
 * @param data UTF-8 JSON, described by the schema of that type; not copied, do not change it
 * @param trace what it came about in, if known; sent as header {@value TraceParent#HEADER}
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier between a column and the wire; never compared
public record EventEnvelope(
        UUID id,
        String topic,
        String key,
        String type,
        String source,
        Instant time,
        byte[] data,
        @Nullable TraceParent trace) {

    public EventEnvelope(UUID id, String topic, String key, String type, String source, Instant time, byte[] data) {
        this(id, topic, key, type, source, time, data, null);
    }

    public EventEnvelope in(@Nullable TraceParent trace) {
        return new EventEnvelope(id, topic, key, type, source, time, data, trace);
    }

    /** The record to send, in binary mode of the CloudEvents Kafka protocol binding 1.0.2 (headers {@code ce_*}). */
    public ProducerRecord<String, byte[]> toProducerRecord() {
        var event = CloudEventBuilder.v1()
                .withId(id.toString())
                .withType(type)
                .withSource(URI.create(source))
                .withSubject(key)
                .withTime(time.atOffset(ZoneOffset.UTC))
                .withDataContentType("application/json")
                .withData(data)
                .build();
        MessageWriter<CloudEventWriter<ProducerRecord<String, byte[]>>, ProducerRecord<String, byte[]>> writer =
                KafkaMessageFactory.createWriter(topic, null, time.toEpochMilli(), key);
        var message = writer.writeBinary(event);
        if (trace != null) {
            message.headers().add(TraceParent.HEADER, trace.value().getBytes(StandardCharsets.US_ASCII));
        }
        return message;
    }
}
