package dev.promo.promotion.report;

import static dev.promo.defaults.database.Columns.instant;
import static dev.promo.defaults.database.Columns.instantOrNull;
import static dev.promo.defaults.database.Columns.utc;

import dev.promo.promotion.database.Snapshots;
import dev.promo.promotion.report.LedgerVoucher.Order;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads a campaign's vouchers in the order in which they were given, a piece at a time. */
@Component
class LedgerVouchers {

    private static final int PAGE = 2_000;

    private final Snapshots snapshots;
    private final Clock clock;

    LedgerVouchers(Snapshots snapshots, Clock clock) {
        this.snapshots = snapshots;
        this.clock = clock;
    }

    /** Those behind the voucher {@code afterId}; with a state, only those that have it now. */
    List<LedgerVoucher> list(long campaign, long afterId, int limit, @Nullable VoucherState state) {
        return list(campaign, afterId, limit, state, clock.instant());
    }

    /** All of them as they are at one moment, whatever happens meanwhile; a page in memory at a time. */
    void all(long campaign, Consumer<LedgerVoucher> reader) {
        var now = clock.instant();
        snapshots.inOne(() -> {
            var afterId = 0L;
            List<LedgerVoucher> page;
            do {
                page = list(campaign, afterId, PAGE, null, now);
                page.forEach(reader);
                afterId = page.isEmpty() ? afterId : page.getLast().id();
            } while (page.size() == PAGE);
            return afterId;
        });
    }

    private List<LedgerVoucher> list(
            long campaign, long afterId, int limit, @Nullable VoucherState state, Instant now) {
        return snapshots
                .jdbc()
                .sql("""
                        SELECT v.id, v.slot, v.generation, v.user_id, v.code, v.origin, v.issued_at, v.expires_at,
                               v.used_at, v.revoked_at, v.held_until,
                               r.order_id, r.order_amount, r.discount_amount, r.currency AS order_currency
                          FROM vouchers v LEFT JOIN redemptions r ON r.standing_voucher = v.id
                         WHERE v.campaign_id = :campaign AND v.id > :after AND %s
                         ORDER BY v.id LIMIT :limit
                        """.formatted(state == null ? "TRUE" : state.sql()))
                .param("campaign", campaign)
                .param("after", afterId)
                .param("limit", limit)
                .param("now", utc(now))
                .query((row, n) -> voucher(row, now))
                .list();
    }

    private static LedgerVoucher voucher(ResultSet row, Instant now) throws SQLException {
        var expiresAt = instant(row, "expires_at");
        var usedAt = instantOrNull(row, "used_at");
        var revokedAt = instantOrNull(row, "revoked_at");
        return new LedgerVoucher(
                row.getLong("id"),
                row.getInt("slot"),
                row.getInt("generation"),
                row.getLong("user_id"),
                row.getString("code"),
                VoucherState.at(now, expiresAt, usedAt, revokedAt, instantOrNull(row, "held_until")),
                row.getString("origin"),
                instant(row, "issued_at"),
                expiresAt,
                usedAt,
                revokedAt,
                order(row));
    }

    private static @Nullable Order order(ResultSet row) throws SQLException {
        var orderId = row.getString("order_id");
        return orderId == null
                ? null
                : new Order(
                        orderId,
                        row.getBigDecimal("order_amount"),
                        row.getBigDecimal("discount_amount"),
                        row.getString("order_currency"));
    }
}
