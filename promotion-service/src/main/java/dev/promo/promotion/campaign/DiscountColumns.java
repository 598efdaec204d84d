package dev.promo.promotion.campaign;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A {@link Discount} in columns, the same ones in every table that has one. */
public final class DiscountColumns {

    /** For a SELECT without an alias, or an INSERT. */
    public static final String NAMES = "discount_type, discount_value, currency, discount_cap, minimum_order, rounding";

    public static final int COUNT = 6;

    private DiscountColumns() {}

    /** The names behind a table's alias: {@code v.discount_type, v.discount_value, …}. */
    public static String of(String alias) {
        return alias + "." + NAMES.replace(", ", ", " + alias + ".");
    }

    /** The same, named with this prefix in the result: where two discounts are read at once. */
    public static String of(String alias, String prefix) {
        return Arrays.stream(NAMES.split(", "))
                .map(name -> alias + "." + name + " AS " + prefix + name)
                .collect(Collectors.joining(", "));
    }

    public static Discount read(ResultSet row) throws SQLException {
        return read(row, "");
    }

    /** Reads what was selected with this prefix. */
    public static Discount read(ResultSet row, String prefix) throws SQLException {
        return new Discount(
                Discount.Type.valueOf(row.getString(prefix + "discount_type")),
                row.getBigDecimal(prefix + "discount_value"),
                row.getString(prefix + "currency"),
                row.getBigDecimal(prefix + "discount_cap"),
                row.getBigDecimal(prefix + "minimum_order"),
                Discount.Rounding.valueOf(row.getString(prefix + "rounding")));
    }

    /** In the order of {@link #NAMES}. */
    public static List<@Nullable Object> values(Discount discount) {
        var values = new ArrayList<@Nullable Object>(COUNT);
        values.add(discount.type().name());
        values.add(discount.value());
        values.add(discount.currency());
        values.add(discount.cap());
        values.add(discount.minimumOrder());
        values.add(discount.rounding().name());
        return values;
    }
}
