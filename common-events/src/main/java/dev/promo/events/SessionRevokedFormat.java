package dev.promo.events;

import dev.promo.events.WireEvent.Reading;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * {@link SessionRevoked} on the wire: a CloudEvent 1.0 in Kafka binary mode whose data is JSON, as
 * {@code schemas/session-revoked.v1.schema.json} says.
 *
 * <p>A tolerant reader: fields it does not know are ignored, so that producers can add some; what it does know must be
 * exactly as promised.
 */
public final class SessionRevokedFormat {

    public static final String TYPE = "dev.promo.auth.session-revoked.v1";
    public static final String SOURCE = "/auth-service";

    /** A version that is not written any more keeps its reading here. */
    private static final Map<String, Reading<Received<SessionRevoked>>> READINGS =
            Map.of(TYPE, SessionRevokedFormat::v1);

    private SessionRevokedFormat() {}

    public static EventEnvelope write(UUID eventId, SessionRevoked event) {
        var key = event.sessionId().toString();
        var data = WireEvent.newData()
                .put("sessionId", key)
                .put("userId", event.userId())
                .put("revokedAt", event.revokedAt().toString())
                .put("tokensGoneAt", event.tokensGoneAt().toString());
        return new EventEnvelope(
                eventId, SessionRevoked.TOPIC, key, TYPE, SOURCE, event.revokedAt(), WireEvent.bytes(data));
    }

    /**
     * Reads a record of any origin.
     *
     * @throws MalformedEvent if the record is not a SessionRevoked and never will be; nothing else is ever thrown
     */
    public static Received<SessionRevoked> read(ConsumerRecord<?, byte[]> message) throws MalformedEvent {
        return WireEvent.from(message).read(READINGS);
    }

    private static Received<SessionRevoked> v1(UUID id, WireData data) throws MalformedEvent {
        return new Received<>(
                id,
                new SessionRevoked(
                        data.uuid("sessionId"),
                        data.wholeNumber("userId"),
                        data.time("revokedAt"),
                        data.time("tokensGoneAt")));
    }
}
