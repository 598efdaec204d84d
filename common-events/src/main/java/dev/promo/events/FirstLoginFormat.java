package dev.promo.events;

import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.cloudevents.core.message.Encoding;
import io.cloudevents.kafka.KafkaMessageFactory;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@link FirstLogin} on the wire: a CloudEvent 1.0 in Kafka binary mode whose data is JSON, as
 * {@code schemas/first-login.v1.schema.json} says.
 *
 * <p>A tolerant reader: fields it does not know are ignored, so that producers can add some; what it does know must be
 * exactly as promised.
 */
public final class FirstLoginFormat {

    public static final String TYPE = "dev.promo.auth.first-login.v1";
    public static final String SOURCE = "/auth-service";

    /** Far above any FirstLogin; what is longer is not looked at. */
    private static final int MAX_DATA_BYTES = 64 * 1024;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private FirstLoginFormat() {}

    public static EventEnvelope write(FirstLogin event) {
        var key = Long.toString(event.userId());
        var data = JSON.createObjectNode()
                .put("userId", event.userId())
                .put("occurredAt", event.occurredAt().toString());
        return new EventEnvelope(
                event.eventId(), FirstLogin.TOPIC, key, TYPE, SOURCE, event.occurredAt(), JSON.writeValueAsBytes(data));
    }

    /**
     * Reads a record of any origin.
     *
     * @throws MalformedEvent if the record is not a FirstLogin and never will be; nothing else is ever thrown
     */
    public static FirstLogin read(ConsumerRecord<?, byte[]> message) throws MalformedEvent {
        var event = cloudEvent(message);
        if (!TYPE.equals(event.getType())) {
            throw new MalformedEvent("The CloudEvents type is not " + TYPE + ".");
        }
        var data = json(event.getData());
        var userId = data.path("userId");
        if (!userId.isIntegralNumber() || !userId.canConvertToLong()) {
            throw new MalformedEvent("Field userId is not a whole number of 64 bits.");
        }
        var occurredAt = data.path("occurredAt");
        if (!occurredAt.isString()) {
            throw new MalformedEvent("Field occurredAt is not a string.");
        }
        try {
            return new FirstLogin(
                    UUID.fromString(event.getId()), userId.longValue(), Instant.parse(occurredAt.stringValue()));
        } catch (DateTimeException notATime) {
            throw new MalformedEvent("Field occurredAt is not an RFC 3339 time.");
        } catch (IllegalArgumentException outOfRange) {
            throw new MalformedEvent("The id is not a UUID, or a field is outside its range.");
        }
    }

    private static CloudEvent cloudEvent(ConsumerRecord<?, byte[]> message) throws MalformedEvent {
        if (message.value() == null || message.value().length == 0) {
            throw new MalformedEvent("The record has no value.");
        }
        if (message.value().length > MAX_DATA_BYTES) {
            throw new MalformedEvent("The value is longer than " + MAX_DATA_BYTES + " bytes.");
        }
        try {
            var reader = KafkaMessageFactory.createReader(message.headers(), message.value());
            if (reader.getEncoding() != Encoding.BINARY) {
                throw new MalformedEvent("The record is not a CloudEvent in binary mode.");
            }
            return reader.toEvent();
        } catch (RuntimeException hostileHeaders) { // the SDK answers bad headers with whatever it trips over
            throw new MalformedEvent("The headers are not those of a CloudEvent 1.0.");
        }
    }

    private static JsonNode json(@Nullable CloudEventData data) throws MalformedEvent {
        if (data == null) {
            throw new MalformedEvent("The event has no data.");
        }
        try {
            var node = JSON.readTree(data.toBytes());
            if (!node.isObject()) {
                throw new MalformedEvent("The data is not a JSON object.");
            }
            return node;
        } catch (JacksonException notJson) {
            throw new MalformedEvent("The data is not JSON.");
        }
    }
}
