package dev.promo.auth.outbox;

import dev.promo.events.EventEnvelope;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Where an event is stored in the transaction of the fact it tells of, so that both are true or neither.
 *
 * <p>What is committed reaches Kafka at least once, in the order of the rows' ids, however long the broker is away.
 */
@Component
public class Outbox {

    private final JdbcClient jdbc;
    private final Doorbell relay;
    private final Clock clock;

    Outbox(JdbcClient jdbc, Doorbell relay, Clock clock) {
        this.jdbc = jdbc;
        this.relay = relay;
        this.clock = clock;
    }

    /**
     * Stores an event, which is sent soon after the transaction commits.
     *
     * @throws IllegalStateException outside a transaction
     */
    public void append(EventEnvelope event) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("an event needs the transaction of the fact it tells of");
        }
        jdbc.sql("""
                        INSERT INTO outbox (event_id, topic, record_key, type, source, occurred_at, data, created_at)
                        VALUES (:id, :topic, :key, :type, :source, :time, :data, :now)""")
                .param("id", binary(event.id()))
                .param("topic", event.topic())
                .param("key", event.key())
                .param("type", event.type())
                .param("source", event.source())
                .param("time", utc(event.time()))
                .param("data", event.data())
                .param("now", utc(clock.instant()))
                .update();
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                relay.ring();
            }
        });
    }

    /** A DATETIME has no zone; as a local time, no setting of driver or server can shift it. */
    static LocalDateTime utc(Instant instant) {
        return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    }

    static byte[] binary(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    static UUID uuid(byte[] binary) {
        var bytes = ByteBuffer.wrap(binary);
        return new UUID(bytes.getLong(), bytes.getLong());
    }
}
