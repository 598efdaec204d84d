package dev.promo.events;

import dev.promo.events.MalformedEvent.Reason;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.message.Encoding;
import io.cloudevents.kafka.KafkaMessageFactory;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What all events here share on the wire: a CloudEvent 1.0 in Kafka binary mode whose data is one JSON object.
 *
 * <p>Reads records of any origin: whatever is wrong with one ends in a {@link MalformedEvent}, and nothing else is thrown.
 */
final class WireEvent {

    /** Far above any event here; what is longer is not looked at. */
    private static final int MAX_DATA_BYTES = 64 * 1024;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final CloudEvent event;

    private WireEvent(CloudEvent event) {
        this.event = event;
    }

    /** Data to be filled in and written. */
    static ObjectNode newData() {
        return JSON.createObjectNode();
    }

    static byte[] bytes(ObjectNode data) {
        return JSON.writeValueAsBytes(data);
    }

    static WireEvent from(ConsumerRecord<?, byte[]> message) throws MalformedEvent {
        if (message.value() == null || message.value().length == 0) {
            throw new MalformedEvent(Reason.NO_VALUE, "The record has no value.");
        }
        if (message.value().length > MAX_DATA_BYTES) {
            throw new MalformedEvent(Reason.TOO_LONG, "The value is longer than " + MAX_DATA_BYTES + " bytes.");
        }
        try {
            var reader = KafkaMessageFactory.createReader(message.headers(), message.value());
            if (reader.getEncoding() != Encoding.BINARY) {
                throw new MalformedEvent(Reason.NOT_BINARY_MODE, "The record is not a CloudEvent in binary mode.");
            }
            return new WireEvent(reader.toEvent());
        } catch (RuntimeException hostileHeaders) { // the SDK answers bad headers with whatever it trips over
            throw new MalformedEvent(Reason.NOT_A_CLOUD_EVENT, "The headers are not those of a CloudEvent 1.0.");
        }
    }

    String type() {
        return event.getType();
    }

    /**
     * What the reading of the event's type makes of it. One type has one reading, whose result is what this release knows: that of
     * an older version fills in what the version did not tell.
     */
    <T> T read(Map<String, Reading<T>> readings) throws MalformedEvent {
        var reading = readings.get(event.getType());
        if (reading == null) {
            throw new MalformedEvent(
                    Reason.UNKNOWN_TYPE,
                    "The CloudEvents type is not " + String.join(" or ", new TreeSet<>(readings.keySet())) + ".");
        }
        return read(reading);
    }

    /** What the reading makes of the event's id and data; it need not look after values outside their range. */
    <T> T read(Reading<T> reading) throws MalformedEvent {
        var data = data();
        var id = id();
        try {
            return reading.of(id, data);
        } catch (IllegalArgumentException outOfRange) {
            throw new MalformedEvent(Reason.OUT_OF_RANGE, "A field is outside its range.");
        }
    }

    private UUID id() throws MalformedEvent {
        try {
            return UUID.fromString(event.getId());
        } catch (IllegalArgumentException notAUuid) {
            throw new MalformedEvent(Reason.WRONG_ID, "The id is not a UUID.");
        }
    }

    private WireData data() throws MalformedEvent {
        var data = event.getData();
        if (data == null) {
            throw new MalformedEvent(Reason.NO_DATA, "The event has no data.");
        }
        try {
            var node = JSON.readTree(data.toBytes());
            if (!node.isObject()) {
                throw new MalformedEvent(Reason.NOT_AN_OBJECT, "The data is not a JSON object.");
            }
            return new WireData("", node);
        } catch (JacksonException notJson) {
            throw new MalformedEvent(Reason.NOT_JSON, "The data is not JSON.");
        }
    }

    @FunctionalInterface
    interface Reading<T> {
        T of(UUID eventId, WireData data) throws MalformedEvent;
    }
}
