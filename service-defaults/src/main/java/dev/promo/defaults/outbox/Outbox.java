package dev.promo.defaults.outbox;

import dev.promo.defaults.database.Columns;
import dev.promo.defaults.tracing.CurrentTrace;
import dev.promo.events.EventEnvelope;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
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

    /** The database numbers the rows of one INSERT in the order in which they stand there. */
    private void insert(List<EventEnvelope> events) {
        var insert =
                jdbc.sql("""
                INSERT INTO outbox (event_id, topic, record_key, type, source, occurred_at, data, trace_parent,
                                    created_at)
                VALUES\s""" + String.join(", ", Collections.nCopies(events.size(), "(?, ?, ?, ?, ?, ?, ?, ?, ?)")));
        var now = Columns.utc(clock.instant());
        var ownTrace = CurrentTrace.parent();
        for (var event : events) {
            var trace = event.trace() == null ? ownTrace : event.trace();
            insert = insert.param(Columns.bytes(event.id()))
                    .param(event.topic())
                    .param(event.key())
                    .param(event.type())
                    .param(event.source())
                    .param(Columns.utc(event.time()))
                    .param(event.data())
                    .param(trace == null ? null : trace.value())
                    .param(now);
        }
        insert.update();
    }
}
