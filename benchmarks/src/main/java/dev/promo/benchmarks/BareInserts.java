package dev.promo.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What the database can take at most: the rows of an inbox and its vouchers, by multi-row INSERTs of the service's batch size, one
 * after another, and nothing decided. Into copies of the tables, which keep what they are given.
 */
final class BareInserts implements AutoCloseable {

    private static final String LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

    private final Connection connection;
    private final int batch;
    private final PreparedStatement inbox;
    private final PreparedStatement vouchers;
    private int inserted;

    BareInserts(PromotionDatabase database, String name, int batch) throws SQLException {
        this.batch = batch;
        var schema = database.copyOf(name, "first_logins", "vouchers");
        connection = database.connect();
        connection.setCatalog(schema);
        connection.setAutoCommit(false);
        inbox = connection.prepareStatement("""
                INSERT INTO first_logins (user_id, event_id, occurred_at, registered_at, birth_month, partition_id, log_offset,
                                          received_at)
                VALUES\s""" + rows("(?, ?, ?, ?, ?, 0, ?, ?)", batch));
        vouchers = connection.prepareStatement("""
                INSERT INTO vouchers (campaign_id, slot, generation, user_id, code, origin, login_seq, given_by, issued_at,
                                      expires_at, discount_type, discount_value, currency, discount_cap, minimum_order,
                                      rounding)
                VALUES\s"""
                + rows(
                        "(1, ?, 1, ?, ?, 'FIRST_LOGIN', ?, NULL, ?, ?, 'PERCENT', 30, NULL, NULL, NULL, 'HALF_UP')",
                        batch));
    }

    /** Inserts about that many of each: whole batches. */
    Took insert(int count) throws SQLException {
        var began = System.nanoTime();
        var batches = Math.max(1, count / batch);
        for (var i = 0; i < batches; i++) {
            insertBatch();
        }
        return new Took((System.nanoTime() - began) / 1e9, batches * batch);
    }

    /** How many rows each of its tables has. */
    int inserted() {
        return inserted;
    }

    private void insertBatch() throws SQLException {
        var now = LocalDateTime.now(ZoneOffset.UTC);
        var random = ThreadLocalRandom.current();
        for (var i = 0; i < batch; i++) {
            var user = 1_000_000_000L + inserted + i;
            var id = new byte[16];
            random.nextBytes(id);
            set(inbox, 7 * i, user, id, now, now, 1 + i % 12, (long) inserted + i, now);
            set(vouchers, 6 * i, inserted + i + 1, user, code(random), (long) inserted + i + 1, now, now.plusDays(30));
        }
        inbox.executeUpdate();
        vouchers.executeUpdate();
        connection.commit();
        inserted += batch;
    }

    private static void set(PreparedStatement statement, int before, Object... values) throws SQLException {
        for (var i = 0; i < values.length; i++) {
            statement.setObject(before + i + 1, values[i]);
        }
    }

    private static String code(ThreadLocalRandom random) {
        var code = new StringBuilder(18);
        for (var i = 0; i < 18; i++) {
            code.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return code.toString();
    }

    private static String rows(String row, int count) {
        return String.join(", ", Collections.nCopies(count, row));
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    record Took(double seconds, int rows) {
        double rate() {
            return rows / seconds;
        }

        Took and(Took other) {
            return new Took(seconds + other.seconds, rows + other.rows);
        }
    }
}
