package dev.promo.events;

import dev.promo.events.WireEvent.Reading;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * {@link AccountErased} on the wire: a CloudEvent 1.0 in Kafka binary mode whose data is JSON, as
 * {@code schemas/account-erased.v1.schema.json} says.
 *
 * <p>A tolerant reader: fields it does not know are ignored, so that producers can add some; what it does know must be
 * exactly as promised.
 */
public final class AccountErasedFormat {

    public static final String TYPE = "dev.promo.auth.account-erased.v1";
    public static final String SOURCE = "/auth-service";

    /** A version that is not written any more keeps its reading here. */
    private static final Map<String, Reading<Received<AccountErased>>> READINGS = Map.of(TYPE, AccountErasedFormat::v1);

    private AccountErasedFormat() {}

    public static EventEnvelope write(UUID eventId, AccountErased event) {
        var key = Long.toString(event.userId());
        var data = WireEvent.newData()
                .put("userId", event.userId())
                .put("erasedAt", event.erasedAt().toString());
        return new EventEnvelope(
                eventId, AccountErased.TOPIC, key, TYPE, SOURCE, event.erasedAt(), WireEvent.bytes(data));
    }

    /**
     * Reads a record of any origin.
     *
     * @throws MalformedEvent if the record is not an AccountErased and never will be; nothing else is ever thrown
     */
    public static Received<AccountErased> read(ConsumerRecord<?, byte[]> message) throws MalformedEvent {
        return WireEvent.from(message).read(READINGS);
    }

    private static Received<AccountErased> v1(UUID id, WireData data) throws MalformedEvent {
        return new Received<>(id, new AccountErased(data.wholeNumber("userId"), data.time("erasedAt")));
    }
}
