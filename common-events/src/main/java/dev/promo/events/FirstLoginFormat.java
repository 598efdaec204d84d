package dev.promo.events;

import dev.promo.events.WireEvent.Reading;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;

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

    /** A version that is not written any more keeps its reading here. */
    private static final Map<String, Reading<FirstLogin>> READINGS = Map.of(TYPE, FirstLoginFormat::v1);

    private FirstLoginFormat() {}

    public static EventEnvelope write(FirstLogin event) {
        var key = Long.toString(event.userId());
        var data = WireEvent.newData()
                .put("userId", event.userId())
                .put("occurredAt", event.occurredAt().toString());
        if (event.registeredAt() != null) {
            data.put("registeredAt", event.registeredAt().toString());
        }
        if (event.birthMonth() != null) {
            data.put("birthMonth", event.birthMonth());
        }
        return new EventEnvelope(
                event.eventId(), FirstLogin.TOPIC, key, TYPE, SOURCE, event.occurredAt(), WireEvent.bytes(data));
    }

    /**
     * Reads a record of any origin.
     *
     * @throws MalformedEvent if the record is not a FirstLogin and never will be; nothing else is ever thrown
     */
    public static FirstLogin read(ConsumerRecord<?, byte[]> message) throws MalformedEvent {
        return WireEvent.from(message).read(READINGS);
    }

    static FirstLogin v1(UUID id, WireData data) throws MalformedEvent {
        return new FirstLogin(
                id,
                data.wholeNumber("userId"),
                data.time("occurredAt"),
                data.ifThere("registeredAt", WireData::time),
                data.ifThere("birthMonth", WireData::smallNumber));
    }
}
