package dev.promo.promotion.wallet;

import static dev.promo.defaults.database.Columns.instant;
import static dev.promo.defaults.database.Columns.utc;

import dev.promo.promotion.wallet.News.Marks;
import dev.promo.promotion.wallet.News.Source;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;

/** Reads what is new for people. Each answer comes from one snapshot, so that no change is told before its voucher. */
@Repository
@Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
class WalletNews {

    private final JdbcClient jdbc;
    private final Clock clock;

    WalletNews(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * One look at the tables.
     *
     * @param news of the people asked for, beyond the marks asked for: logins, vouchers, changes, each in order
     * @param newest how far the tables reach
     */
    record Look(List<News> news, Marks newest) {}

    Look look(Collection<Long> users, Marks beyond) {
        var newest = newest();
        if (!newest.anyBeyond(beyond)) {
            return new Look(List.of(), newest);
        }
        var news = new ArrayList<News>();
        if (newest.login() > beyond.login()) {
            news.addAll(logins(users, beyond.login()));
        }
        if (newest.voucher() > beyond.voucher()) {
            news.addAll(vouchers(users, beyond.voucher(), Integer.MAX_VALUE));
        }
        if (newest.change() > beyond.change()) {
            news.addAll(changes(users, beyond.change(), newest.change(), Integer.MAX_VALUE));
        }
        return new Look(news, newest);
    }

    Marks newest() {
        return jdbc.sql("""
                        SELECT (SELECT COALESCE(MAX(seq), 0) FROM first_logins) AS login,
                               (SELECT COALESCE(MAX(id), 0) FROM vouchers) AS voucher,
                               (SELECT COALESCE(MAX(id), 0) FROM voucher_changes) AS voucher_change
                        """).query((row, n) -> marks(row)).single();
    }

    /**
     * How far everything is settled: no transaction that is still open has drawn a number up to these. Looks from the end, as
     * rows are written in the order of time; one that tells of an end long ago is as old as its voucher says.
     */
    Marks settled() {
        return jdbc.sql("""
                        SELECT COALESCE((SELECT seq FROM first_logins WHERE received_at < :longAgo
                                          ORDER BY seq DESC LIMIT 1), 0) AS login,
                               COALESCE((SELECT id FROM vouchers WHERE issued_at < :longAgo
                                          ORDER BY id DESC LIMIT 1), 0) AS voucher,
                               COALESCE((SELECT ch.id FROM voucher_changes ch
                                          WHERE CASE ch.action
                                                WHEN 'EXPIRED' THEN (SELECT v.expired_at FROM vouchers v
                                                                      WHERE v.id = ch.voucher_id)
                                                ELSE ch.at END < :longAgo
                                          ORDER BY ch.id DESC LIMIT 1), 0) AS voucher_change
                        """)
                .param("longAgo", utc(clock.instant().minus(FeedPosition.SETTLED_AFTER)))
                .query((row, n) -> marks(row))
                .single();
    }

    private static Marks marks(ResultSet row) throws SQLException {
        return new Marks(row.getLong("login"), row.getLong("voucher"), row.getLong("voucher_change"));
    }

    /** Where a person stands now, for a client that wants to hear only of what comes. */
    FeedPosition now(long user, long nanos) {
        var longAgo = clock.instant().minus(FeedPosition.SETTLED_AFTER);
        var position = FeedPosition.start();
        var vouchers = jdbc.sql("""
                        SELECT id, issued_at AS at, FALSE AS dated_back FROM vouchers
                         WHERE user_id = :user ORDER BY id DESC LIMIT :most
                        """);
        var changes = jdbc.sql("""
                        SELECT ch.id, ch.at, ch.action = 'EXPIRED' AS dated_back
                          FROM vouchers v JOIN voucher_changes ch ON ch.voucher_id = v.id
                         WHERE v.user_id = :user ORDER BY ch.id DESC LIMIT :most
                        """);
        settle(position, Source.VOUCHER, known(vouchers, user), longAgo, nanos);
        settle(position, Source.CHANGE, known(changes, user), longAgo, nanos);
        return position;
    }

    private static List<Known> known(JdbcClient.StatementSpec rows, long user) {
        return rows.param("user", user)
                .param("most", FeedPosition.MOST_LISTED)
                .query((row, n) -> new Known(row.getLong("id"), instant(row, "at"), row.getBoolean("dated_back")))
                .list();
    }

    private static void settle(
            FeedPosition position, Source source, List<Known> newestFirst, Instant longAgo, long nanos) {
        newestFirst.stream()
                .filter(known -> !known.datedBack() && known.at().isBefore(longAgo))
                .findFirst()
                .ifPresent(known -> position.settle(source, known.id()));
        newestFirst.forEach(known -> position.take(source, known.id(), nanos));
        if (newestFirst.size() == FeedPosition.MOST_LISTED) {
            position.settle(source, newestFirst.getLast().id());
        }
    }

    /** @param datedBack its time is that of what it tells, not that of the row */
    private record Known(long id, Instant at, boolean datedBack) {}

    private List<News> logins(Collection<Long> users, long after) {
        return jdbc.sql("SELECT seq, user_id FROM first_logins WHERE user_id IN (:users) AND seq > :after ORDER BY seq")
                .param("users", users)
                .param("after", after)
                .query((row, n) -> new News(Source.FIRST_LOGIN, row.getLong("seq"), row.getLong("user_id"), null))
                .list();
    }

    List<News> vouchers(Collection<Long> users, long after, int most) {
        var now = now();
        return jdbc.sql("""
                        SELECT v.user_id, %s FROM vouchers v JOIN campaigns c ON c.id = v.campaign_id
                         WHERE v.user_id IN (:users) AND v.id > :after
                         ORDER BY v.id LIMIT :most
                        """.formatted(VoucherRows.COLUMNS))
                .param("users", users)
                .param("after", after)
                .param("most", most)
                .query((row, n) -> {
                    var voucher = VoucherRows.read(row, now);
                    return new News(
                            Source.VOUCHER,
                            voucher.id(),
                            row.getLong("user_id"),
                            new VoucherEvent(VoucherHistory.ISSUED, voucher.issuedAt(), null, voucher));
                })
                .list();
    }

    /** @param upTo the last one wanted */
    List<News> changes(Collection<Long> users, long after, long upTo, int most) {
        var now = now();
        return jdbc.sql("""
                        SELECT ch.id AS change_id, ch.at, ch.action, ch.order_id, v.user_id, %s
                          FROM voucher_changes ch
                          JOIN vouchers v ON v.id = ch.voucher_id
                          JOIN campaigns c ON c.id = v.campaign_id
                         WHERE v.user_id IN (:users) AND ch.id > :after AND ch.id <= :upTo
                         ORDER BY ch.id LIMIT :most
                        """.formatted(VoucherRows.COLUMNS))
                .param("users", users)
                .param("after", after)
                .param("upTo", upTo)
                .param("most", most)
                .query((row, n) -> change(row, now))
                .list();
    }

    private static News change(ResultSet row, Instant now) throws SQLException {
        return new News(
                Source.CHANGE,
                row.getLong("change_id"),
                row.getLong("user_id"),
                new VoucherEvent(
                        row.getString("action"),
                        instant(row, "at"),
                        row.getString("order_id"),
                        VoucherRows.read(row, now)));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
