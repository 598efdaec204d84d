package dev.promo.promotion.checkout;

import static dev.promo.defaults.database.Columns.instant;
import static dev.promo.defaults.database.Columns.instantOrNull;
import static dev.promo.defaults.database.Columns.utc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The rows of the table {@code redemptions}; whoever writes one has the voucher's row locked. */
@Component
class RedemptionBook {

    private final JdbcClient jdbc;

    RedemptionBook(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** All redemptions of a voucher by orders of that id: several only if several redeemers use the same order ids. */
    List<Redemption> of(PresentedVoucher voucher, String orderId) {
        return jdbc.sql("""
                        SELECT id, voucher_id, order_id, redeemed_by, order_amount, discount_amount, currency,
                               redeemed_at, rolled_back_at, restored
                          FROM redemptions WHERE voucher_id = :voucher AND order_id = :order ORDER BY id DESC
                        """)
                .param("voucher", voucher.id())
                .param("order", orderId)
                .query((row, n) -> read(row))
                .list();
    }

    Optional<Redemption> of(PresentedVoucher voucher, String orderId, Customer customer) {
        return of(voucher, orderId).stream()
                .filter(redemption -> redemption.redeemedBy() == customer.userId())
                .findFirst();
    }

    void add(PresentedVoucher voucher, String orderId, Customer customer, Quote quote, Instant now) {
        jdbc.sql("""
                        INSERT INTO redemptions (voucher_id, order_id, redeemed_by, order_amount, discount_amount,
                                                 currency, redeemed_at)
                        VALUES (:voucher, :order, :by, :amount, :discount, :currency, :now)
                        """)
                .param("voucher", voucher.id())
                .param("order", orderId)
                .param("by", customer.userId())
                .param("amount", quote.total().amount())
                .param("discount", quote.discountAmount())
                .param("currency", quote.total().currency().getCurrencyCode())
                .param("now", utc(now))
                .update();
    }

    void rollBack(Redemption redemption, boolean restored, Instant now) {
        jdbc.sql("UPDATE redemptions SET rolled_back_at = :now, restored = :restored WHERE id = :id")
                .param("now", utc(now))
                .param("restored", restored)
                .param("id", redemption.id())
                .update();
    }

    private static Redemption read(ResultSet row) throws SQLException {
        var total = new OrderTotal(row.getBigDecimal("order_amount"), Currency.getInstance(row.getString("currency")));
        var restored = row.getBoolean("restored");
        var restoredOrNull = row.wasNull() ? null : restored;
        return new Redemption(
                row.getLong("id"),
                row.getLong("voucher_id"),
                row.getString("order_id"),
                row.getLong("redeemed_by"),
                total,
                total.written(row.getBigDecimal("discount_amount")),
                instant(row, "redeemed_at"),
                instantOrNull(row, "rolled_back_at"),
                restoredOrNull);
    }
}
