package dev.promo.local.events;

import dev.promo.events.AccountErased;
import dev.promo.events.AccountErasedFormat;
import dev.promo.events.CampaignChanged;
import dev.promo.events.CampaignChangedFormat;
import dev.promo.events.FirstLogin;
import dev.promo.events.FirstLoginFormat;
import dev.promo.events.MalformedEvent;
import dev.promo.events.SessionRevoked;
import dev.promo.events.SessionRevokedFormat;
import dev.promo.events.VoucherChange;
import dev.promo.events.VoucherChangeFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The topics of the system, and who can say whether a record of one is what it should be. */
public final class Topics {

    private static final Map<String, Reading> READINGS = new LinkedHashMap<>();

    static {
        READINGS.put(FirstLogin.TOPIC, FirstLoginFormat::read);
        READINGS.put(AccountErased.TOPIC, AccountErasedFormat::read);
        READINGS.put(SessionRevoked.TOPIC, SessionRevokedFormat::read);
        READINGS.put(VoucherChange.TOPIC, VoucherChangeFormat::read);
        READINGS.put(CampaignChanged.TOPIC, CampaignChangedFormat::read);
        READINGS.put(FirstLogin.DEAD_LETTER_TOPIC, FirstLoginFormat::read);
    }

    private Topics() {}

    public static Set<String> all() {
        return READINGS.keySet();
    }

    /** Why nobody will ever read the record; empty if it can be read, or is of a topic that is not the system's. */
    static Optional<String> unreadable(ConsumerRecord<byte[], byte[]> message) {
        try {
            var reading = READINGS.get(message.topic());
            if (reading != null) {
                reading.of(message);
            }
            return Optional.empty();
        } catch (MalformedEvent cause) {
            return Optional.of(String.valueOf(cause.getMessage()));
        }
    }

    @FunctionalInterface
    private interface Reading {
        Object of(ConsumerRecord<byte[], byte[]> message) throws MalformedEvent;
    }
}
