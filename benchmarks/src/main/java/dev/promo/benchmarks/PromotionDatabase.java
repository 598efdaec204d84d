package dev.promo.benchmarks;

import dev.promo.local.stack.Stack;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** The promotion-service's database as its owner sees it from beside the service. */
final class PromotionDatabase {

    private static final String SCHEMA = "promotion";

    private final String url;
    private final String password;

    PromotionDatabase(Stack system) {
        url = system.mariaDb().jdbcUrl(SCHEMA);
        password = system.promotionPassword();
    }

    /** Transactions on it see what is committed by then, as the service's do. */
    Connection connect() throws SQLException {
        var connection = DriverManager.getConnection(url, SCHEMA, password);
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        return connection;
    }

    /** Empty copies of tables of the service, with all their keys and checks, in a schema of their own on the same server. */
    String copyOf(String name, String... tables) throws SQLException {
        var copy =
                SCHEMA + "_replay_bench_" + name; // the account owns what is called so, and the service leaves it alone
        run("CREATE DATABASE " + copy);
        for (var table : tables) {
            run("CREATE TABLE %s.%s LIKE %s".formatted(copy, table, table));
        }
        return copy;
    }

    /** Makes sure that a commit is on disk when it returns: nothing else is worth comparing. */
    void requireDurable() throws SQLException {
        if (number("SELECT @@innodb_flush_log_at_trx_commit") != 1) {
            throw new IllegalStateException("the database does not flush at each commit");
        }
    }

    long number(String query) throws SQLException {
        try (var connection = connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    void run(String sql) throws SQLException {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Waits until all that was decided is told. */
    void awaitOutboxEmpty() throws SQLException, InterruptedException {
        while (number("SELECT EXISTS (SELECT 1 FROM outbox WHERE sent_at IS NULL)") != 0) {
            Thread.sleep(50);
        }
    }

    /** Until it is opened again by {@link Gate#close} no batch of first logins is decided on. */
    Gate closeGate() throws SQLException {
        var connection = connect();
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            statement.executeQuery("SELECT id FROM definition_gate FOR UPDATE").close();
        }
        return new Gate(connection);
    }

    record Gate(Connection connection) implements AutoCloseable {
        @Override
        public void close() throws SQLException {
            connection.commit();
            connection.close();
        }
    }
}
