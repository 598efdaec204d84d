package dev.promo.promotion.wallet;

import static dev.promo.defaults.database.Columns.instant;
import static dev.promo.defaults.database.Columns.instantOrNull;

import dev.promo.promotion.campaign.DiscountColumns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/** An {@link OwnedVoucher} in columns. */
final class VoucherRows {

    /** Of a row {@code v} of vouchers and its row {@code c} of campaigns. */
    static final String COLUMNS = "v.id AS voucher_id, v.code, c.name AS campaign, v.slot, v.issued_at, v.expires_at, "
            + "v.used_at, v.revoked_at, " + DiscountColumns.of("v");

    private VoucherRows() {}

    /** @param now the moment that the status is true for */
    static OwnedVoucher read(ResultSet row, Instant now) throws SQLException {
        var expiresAt = instant(row, "expires_at");
        return new OwnedVoucher(
                row.getLong("voucher_id"),
                row.getString("code"),
                row.getString("campaign"),
                row.getInt("slot"),
                DiscountColumns.read(row),
                VoucherStatus.at(now, expiresAt, instantOrNull(row, "used_at"), instantOrNull(row, "revoked_at")),
                instant(row, "issued_at"),
                expiresAt);
    }
}
