package dev.promo.defaults.outbox;

import dev.promo.defaults.database.Columns;
import dev.promo.defaults.database.Rows;
import dev.promo.defaults.tracing.CurrentTrace;
import dev.promo.events.EventEnvelope;
import java.time.Clock;
import java.util.List;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Where an event is stored in the transaction of the fact it tells of, so that both are true or neither.
 *
 * <p>An event that does not say which trace it belongs to belongs to that of whoever stores it, if there is one.
 *
 * <p>What is committed reaches Kafka at least once, in the order of the rows' ids among those committed by then, however long the broker is away. The table
 * {@code outbox} belongs to the service's own migrations.
 */
public class Outbox {

    private final JdbcOperations jdbc;
    private final Doorbell relay;
    private final Clock clock;

    Outbox(JdbcOperations jdbc, Doorbell relay, Clock clock) {
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
        appendAll(List.of(event));
    }

    /**
     * Stores events by one statement, however many they are; they are sent in the order of the list.
     *
     * @throws IllegalStateException outside a transaction
     */
    public void appendAll(List<EventEnvelope> events) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("an event needs the transaction of the fact it tells of");
        }
        if (events.isEmpty()) {
            return;
        }
        insert(events);
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                relay.ring();
            }
        });
    }

    private void insert(List<EventEnvelope> events) {
        var now = Columns.utc(clock.instant());
        var ownTrace = CurrentTrace.parent();
        Rows.insert(jdbc, """
                INSERT INTO outbox (event_id, topic, record_key, type, source, occurred_at, data, trace_parent, created_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """, events, (row, event) -> {
            var trace = event.trace() == null ? ownTrace : event.trace();
            row.setBytes(1, Columns.bytes(event.id()));
            row.setString(2, event.topic());
            row.setString(3, event.key());
            row.setString(4, event.type());
            row.setString(5, event.source());
            row.setObject(6, Columns.utc(event.time()));
            row.setBytes(7, event.data());
            row.setString(8, trace == null ? null : trace.value());
            row.setObject(9, now);
        });
    }
}
