package dev.promo.promotion.checkout;

import static dev.promo.defaults.database.Columns.bytes;
import static dev.promo.defaults.database.Columns.instant;
import static dev.promo.defaults.database.Columns.instantOrNull;
import static dev.promo.defaults.database.Columns.uuid;

import dev.promo.events.VoucherRef;
import dev.promo.promotion.campaign.DiscountColumns;
import dev.promo.promotion.campaign.RollbackPolicy;
import dev.promo.promotion.voucher.VoucherCode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Finds vouchers by what a person presents; somebody else's voucher is not found, like one that does not exist. */
@Component
class PresentedVouchers {

    private static final String SELECT = """
            SELECT v.id, v.campaign_id, v.user_id, v.slot, v.generation, c.name, c.rollback_policy,
                   v.expires_at, v.used_at, v.revoked_at, v.expired_at, v.held_until, v.hold_id, %s
              FROM vouchers v JOIN campaigns c ON c.id = v.campaign_id
             WHERE (:all OR v.user_id = :user) AND\s""".formatted(DiscountColumns.of("v"));

    private final JdbcClient jdbc;

    PresentedVouchers(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param typed in any case, with or without spaces and hyphens */
    Optional<PresentedVoucher> byCode(String typed, Customer customer) {
        return VoucherCode.parse(typed).flatMap(code -> find("v.code = :key", code.value(), customer));
    }

    Optional<PresentedVoucher> byHold(UUID hold, Customer customer) {
        return find("v.hold_id = :key", bytes(hold), customer);
    }

    /** The row as it is now; within a transaction that waited for somebody else's, as that one left it. */
    PresentedVoucher again(PresentedVoucher voucher, Customer customer) {
        return find("v.id = :key", voucher.id(), customer).orElseThrow();
    }

    /** Waits for whoever changes it, and keeps it until the end of the transaction. */
    PresentedVoucher locked(PresentedVoucher voucher, Customer customer) {
        jdbc.sql("SELECT id FROM vouchers WHERE id = :id FOR UPDATE")
                .param("id", voucher.id())
                .query(Long.class)
                .single();
        return again(voucher, customer);
    }

    private Optional<PresentedVoucher> find(String condition, Object key, Customer customer) {
        return jdbc.sql(SELECT + condition)
                .param("key", key)
                .param("all", customer.seesAll())
                .param("user", customer.userId())
                .query((row, n) -> read(row))
                .optional();
    }

    private static PresentedVoucher read(ResultSet row) throws SQLException {
        byte @Nullable [] hold = row.getBytes("hold_id");
        return new PresentedVoucher(
                new VoucherRef(
                        row.getLong("id"),
                        row.getLong("campaign_id"),
                        row.getLong("user_id"),
                        row.getInt("slot"),
                        row.getInt("generation")),
                row.getString("name"),
                RollbackPolicy.valueOf(row.getString("rollback_policy")),
                DiscountColumns.read(row),
                instant(row, "expires_at"),
                instantOrNull(row, "used_at"),
                instantOrNull(row, "revoked_at"),
                instantOrNull(row, "expired_at"),
                instantOrNull(row, "held_until"),
                hold == null ? null : uuid(hold));
    }
}
