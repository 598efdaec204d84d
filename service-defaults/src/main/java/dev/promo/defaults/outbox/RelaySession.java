package dev.promo.defaults.outbox;

import dev.promo.defaults.database.Columns;
import dev.promo.events.EventEnvelope;
import dev.promo.events.TraceParent;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The relay's own database connection and all it says on it.
 *
 * <p>The lock that makes a relay the active one belongs to this connection, and rows are read and marked on it and nowhere
 * else: a relay that has lost the connection has lost the lock, and cannot mark anything any more. Not thread-safe.
 */
final class RelaySession implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RelaySession.class);

    /** One lock a schema, as the name is shared by all schemas of a server. */
    private static final String LOCK = "LEFT(CONCAT('outbox-relay/', DATABASE()), 64)";

    private final Connection connection;

    private RelaySession(Connection connection) {
        this.connection = connection;
    }

    /** @param lockTimeout after this much silence the server closes the connection and so frees the lock */
    static RelaySession open(DataSource unpooled, Duration lockTimeout) throws SQLException {
        var connection = unpooled.getConnection();
        try {
            connection.setAutoCommit(true);
            // no gap locks: appending an event never waits for marking or purging others
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            try (var statement = connection.createStatement()) {
                statement.execute("SET SESSION wait_timeout = " + lockTimeout.toSeconds());
            }
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
        return new RelaySession(connection);
    }

    /** Waits for the lock, in the database, which hands it over the moment it is free. */
    boolean tryLock(Duration atMost) throws SQLException {
        return isTrue("SELECT GET_LOCK(" + LOCK + ", " + atMost.toSeconds() + ")");
    }

    /**
     * Makes sure that the lock is still ours, and keeps the connection alive.
     *
     * @throws SQLException if it is not
     */
    void checkLock() throws SQLException {
        if (!isTrue("SELECT IS_USED_LOCK(" + LOCK + ") = CONNECTION_ID()")) {
            throw new SQLException("the relay's lock is lost");
        }
    }

    private boolean isTrue(String query) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            return rows.next() && rows.getInt(1) == 1; // NULL reads as 0
        }
    }

    /** The oldest events not marked yet, in the order of their ids. */
    List<Row> pending(int atMost) throws SQLException {
        try (var statement = connection.prepareStatement("""
                SELECT id, event_id, topic, record_key, type, source, occurred_at, data, trace_parent
                FROM outbox
                WHERE sent_at IS NULL ORDER BY id LIMIT ?""")) {
            statement.setInt(1, atMost);
            var pending = new ArrayList<Row>();
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    pending.add(new Row(
                            rows.getLong(1),
                            new EventEnvelope(
                                    Columns.uuid(rows.getBytes(2)),
                                    rows.getString(3),
                                    rows.getString(4),
                                    rows.getString(5),
                                    rows.getString(6),
                                    rows.getObject(7, LocalDateTime.class).toInstant(ZoneOffset.UTC),
                                    rows.getBytes(8),
                                    TraceParent.ofText(rows.getString(9)))));
                }
            }
            return pending;
        }
    }

    /**
     * Marks exactly these rows. Not a range of ids: an id is handed out before its transaction commits, so a lower one than
     * those sent may still appear, and must not be taken for sent.
     */
    void markSent(List<Row> sent, Instant now) throws SQLException {
        var ids = sent.stream().map(row -> Long.toString(row.id())).collect(Collectors.joining(","));
        try (var statement = connection.prepareStatement("UPDATE outbox SET sent_at = ? WHERE id IN (" + ids + ")")) {
            statement.setObject(1, Columns.utc(now));
            statement.executeUpdate();
        }
    }

    /** Deletes some of the events that were sent before then; says how many. */
    int purge(Instant sentBefore, int atMost) throws SQLException {
        try (var statement =
                connection.prepareStatement("DELETE FROM outbox WHERE sent_at < ? ORDER BY sent_at, id LIMIT ?")) {
            statement.setObject(1, Columns.utc(sentBefore));
            statement.setInt(2, atMost);
            return statement.executeUpdate();
        }
    }

    /** Also gives the lock back, if it is held. */
    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) { // then the server will notice by itself
            log.debug("The relay's connection could not be closed", e);
        }
    }

    /** @param id also the place in the order */
    record Row(long id, EventEnvelope event) {}
}
