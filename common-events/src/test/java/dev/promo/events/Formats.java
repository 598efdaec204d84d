package dev.promo.events;

import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What the formats of this package do with a record of their topic. */
final class Formats {

    static final Map<String, Format> BY_TOPIC = Map.of(
            FirstLogin.TOPIC,
                    message -> {
                        var event = FirstLoginFormat.read(message);
                        return new Reading(event.eventId(), event, FirstLoginFormat.write(event));
                    },
            VoucherChange.TOPIC,
                    message -> {
                        var read = VoucherChangeFormat.read(message);
                        return new Reading(
                                read.eventId(),
                                read.change(),
                                VoucherChangeFormat.write(read.eventId(), read.change()));
                    },
            CampaignChanged.TOPIC,
                    message -> {
                        var read = CampaignChangedFormat.read(message);
                        return new Reading(
                                read.eventId(),
                                read.change(),
                                CampaignChangedFormat.write(read.eventId(), read.change()));
                    },
            SessionRevoked.TOPIC,
                    message -> {
                        var read = SessionRevokedFormat.read(message);
                        return new Reading(
                                read.eventId(),
                                read.change(),
                                SessionRevokedFormat.write(read.eventId(), read.change()));
                    },
            AccountErased.TOPIC,
                    message -> {
                        var read = AccountErasedFormat.read(message);
                        return new Reading(
                                read.eventId(),
                                read.change(),
                                AccountErasedFormat.write(read.eventId(), read.change()));
                    });

    private Formats() {}

    static Format of(GoldenRecord message) {
        return Objects.requireNonNull(BY_TOPIC.get(message.topic()), message.topic());
    }

    static Reading read(GoldenRecord message) throws MalformedEvent {
        return of(message).read(message.received());
    }

    /** An event that was read, and what the writer makes of it. */
    record Reading(UUID id, Object change, EventEnvelope writtenBack) {}

    @FunctionalInterface
    interface Format {
        Reading read(ConsumerRecord<String, byte[]> message) throws MalformedEvent;
    }
}
