package dev.promo.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the textbooks do: a transaction a first login, which notes the person, takes a slot by a guarded counter and writes the
 * voucher. Into copies of the tables. The person is noted before the counter's row is locked, so that the lock is held as shortly as
 * can be.
 */
final class TextbookIssuing {

    private static final int THREADS = 8;

    private final PromotionDatabase database;
    private final String schema;
    private int decided;

    TextbookIssuing(PromotionDatabase database) throws SQLException {
        this.database = database;
        schema = database.copyOf("textbook", "first_logins", "vouchers", "campaigns");
        database.run("""
                INSERT INTO %s.campaigns (name, total_vouchers, discount_type, discount_value, starts_at, ends_at,
                                          voucher_valid_seconds, created_at)
                VALUES ('TEXTBOOK', 2000000000, 'PERCENT', 30, '2026-01-01', '2100-01-01', 2592000, UTC_TIMESTAMP(6))
                """.formatted(schema));
    }

    /** First logins decided a second. */
    double decide(int count) throws InterruptedException, ExecutionException, SQLException {
        var next = new AtomicInteger(decided);
        decided += count;
        var workers = new ArrayList<Worker>();
        try (var threads = Executors.newFixedThreadPool(THREADS)) {
            for (var i = 0; i < THREADS; i++) {
                workers.add(new Worker(connect(), next, decided));
            }
            var began = System.nanoTime();
            for (var end : threads.invokeAll(workers)) {
                end.get();
            }
            return count * 1e9 / (System.nanoTime() - began);
        } finally {
            for (var worker : workers) {
                worker.connection().close();
            }
        }
    }

    private Connection connect() throws SQLException {
        var connection = database.connect();
        connection.setCatalog(schema);
        connection.setAutoCommit(false);
        return connection;
    }

    private record Worker(Connection connection, AtomicInteger next, int end) implements Callable<Integer> {

        @Override
        public Integer call() throws SQLException {
            try (var inbox = connection.prepareStatement("""
                            INSERT INTO first_logins (user_id, event_id, occurred_at, registered_at, birth_month,
                                                      partition_id, log_offset, received_at)
                            VALUES (?, ?, ?, ?, ?, 0, ?, ?)
                            """);
                    var counter = connection.prepareStatement("""
                            UPDATE campaigns SET issued = LAST_INSERT_ID(issued + 1) WHERE id = 1 AND issued < total_vouchers
                            """, Statement.RETURN_GENERATED_KEYS);
                    var voucher = connection.prepareStatement("""
                            INSERT INTO vouchers (campaign_id, slot, generation, user_id, code, origin, login_seq,
                                                  issued_at, expires_at, discount_type, discount_value, rounding)
                            VALUES (1, ?, 1, ?, ?, 'FIRST_LOGIN', ?, ?, ?, 'PERCENT', 30, 'HALF_UP')
                            """)) {
                var done = 0;
                for (var number = next.getAndIncrement(); number < end; number = next.getAndIncrement()) {
                    decide(number, inbox, counter, voucher);
                    done++;
                }
                return done;
            }
        }

        private void decide(int number, PreparedStatement inbox, PreparedStatement counter, PreparedStatement voucher)
                throws SQLException {
            var now = LocalDateTime.now(ZoneOffset.UTC);
            var user = 1_000_000_000L + number;
            set(inbox, user, new byte[16], now, now, 1, (long) number, now);
            inbox.executeUpdate();
            if (counter.executeUpdate() != 1) {
                throw new IllegalStateException("sold out");
            }
            int taken;
            try (var row = counter.getGeneratedKeys()) {
                row.next();
                taken = row.getInt(1);
            }
            var code = UUID.randomUUID().toString().replace("-", "").substring(0, 18);
            set(voucher, taken, user, code, (long) number, now, now.plusDays(30));
            voucher.executeUpdate();
            connection.commit();
        }

        private static void set(PreparedStatement statement, Object... values) throws SQLException {
            for (var i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
        }
    }
}
