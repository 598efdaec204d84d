package dev.promo.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** What the database can take at most: a transaction of one UPDATE and one INSERT for each voucher that is spent, in copies. */
final class BareRedemptions {

    private final PromotionDatabase database;
    private final String schema;
    private final int threads;

    /** Takes over the vouchers that there are. */
    BareRedemptions(PromotionDatabase database, int threads) throws SQLException {
        this.database = database;
        this.threads = threads;
        schema = database.copyOf("redemptions", "vouchers", "redemptions");
        database.run("""
                INSERT INTO %s.vouchers (id, campaign_id, slot, user_id, code, discount_type, discount_value, login_seq,
                                         issued_at, expires_at)
                SELECT id, campaign_id, slot, user_id, code, discount_type, discount_value, login_seq, issued_at, expires_at
                  FROM vouchers
                """.formatted(schema));
    }

    /** Spends each of them; vouchers a second. */
    double spend(List<Long> vouchers) throws SQLException, InterruptedException, ExecutionException {
        var next = new AtomicInteger();
        var connections = new ArrayList<Connection>();
        try (var pool = Executors.newFixedThreadPool(threads)) {
            var workers = new ArrayList<Callable<Integer>>();
            for (var i = 0; i < threads; i++) {
                var connection = database.connect();
                connection.setCatalog(schema);
                connection.setAutoCommit(false);
                connections.add(connection);
                workers.add(() -> work(connection, vouchers, next));
            }
            var began = System.nanoTime();
            for (var end : pool.invokeAll(workers)) {
                end.get();
            }
            return vouchers.size() * 1e9 / (System.nanoTime() - began);
        } finally {
            for (var connection : connections) {
                connection.close();
            }
        }
    }

    private static int work(Connection connection, List<Long> vouchers, AtomicInteger next) throws SQLException {
        try (var take = connection.prepareStatement(
                        "UPDATE vouchers SET used_at = ? WHERE id = ? AND used_at IS NULL");
                var note = connection.prepareStatement("""
                        INSERT INTO redemptions (voucher_id, order_id, redeemed_by, order_amount, discount_amount, currency,
                                                 redeemed_at)
                        VALUES (?, ?, 1, 100, 30, 'USD', ?)
                        """)) {
            var spent = 0;
            for (var i = next.getAndIncrement(); i < vouchers.size(); i = next.getAndIncrement()) {
                spend(vouchers.get(i), take, note);
                connection.commit();
                spent++;
            }
            return spent;
        }
    }

    private static void spend(long voucher, PreparedStatement take, PreparedStatement note) throws SQLException {
        var now = Timestamp.from(Instant.now());
        take.setTimestamp(1, now);
        take.setLong(2, voucher);
        if (take.executeUpdate() != 1) {
            throw new IllegalStateException("voucher " + voucher + " was spent already");
        }
        note.setLong(1, voucher);
        note.setString(2, "order-" + voucher);
        note.setTimestamp(3, now);
        note.executeUpdate();
    }
}
