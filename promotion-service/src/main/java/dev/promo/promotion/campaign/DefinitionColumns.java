package dev.promo.promotion.campaign;

import static dev.promo.defaults.database.Columns.instant;
import static dev.promo.defaults.database.Columns.instantOrNull;
import static dev.promo.defaults.database.Columns.intOrNull;
import static dev.promo.defaults.database.Columns.utc;
import static dev.promo.defaults.database.Columns.utcOrNull;

import dev.promo.promotion.campaign.VoucherValidity.Lasting;
import dev.promo.promotion.campaign.VoucherValidity.Until;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A {@link Definition} in the columns of a campaign. */
final class DefinitionColumns {

    static final String NAMES = "name, description, starts_at, ends_at, total_vouchers, voucher_valid_seconds, "
            + "vouchers_end_at, rollback_policy, registered_after, birth_month, " + DiscountColumns.NAMES;

    static final int COUNT = 10 + DiscountColumns.COUNT;

    /** For the SET of an UPDATE. */
    static final String ASSIGNMENTS = NAMES.replace(",", " = ?,") + " = ?";

    private DefinitionColumns() {}

    static Definition read(ResultSet row) throws SQLException {
        return new Definition(
                row.getString("name"),
                row.getString("description"),
                new Window(instant(row, "starts_at"), instant(row, "ends_at")),
                row.getInt("total_vouchers"),
                DiscountColumns.read(row),
                validity(row),
                RollbackPolicy.valueOf(row.getString("rollback_policy")),
                instantOrNull(row, "registered_after"),
                intOrNull(row, "birth_month"));
    }

    private static VoucherValidity validity(ResultSet row) throws SQLException {
        var end = instantOrNull(row, "vouchers_end_at");
        return end != null ? new Until(end) : new Lasting(Duration.ofSeconds(row.getLong("voucher_valid_seconds")));
    }

    /** In the order of {@link #NAMES}. */
    static List<@Nullable Object> values(Definition definition) {
        var values = new ArrayList<@Nullable Object>(COUNT);
        values.add(definition.name());
        values.add(definition.description());
        values.add(utc(definition.window().startsAt()));
        values.add(utc(definition.window().endsAt()));
        values.add(definition.totalVouchers());
        values.add(definition.validity() instanceof Lasting(var duration) ? duration.toSeconds() : null);
        values.add(definition.validity() instanceof Until(var end) ? utc(end) : null);
        values.add(definition.rollbackPolicy().name());
        values.add(utcOrNull(definition.registeredAfter()));
        values.add(definition.birthMonth());
        values.addAll(DiscountColumns.values(definition.discount()));
        return values;
    }
}
