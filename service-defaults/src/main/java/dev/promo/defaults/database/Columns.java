package dev.promo.defaults.database;

import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Collections;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Moments and ids between Java and the columns of MySQL: a DATETIME(6) holds UTC, a BINARY(16) a UUID. */
public final class Columns {

    private Columns() {}

    /** A DATETIME has no zone; as a local time, no setting of driver or server can shift it. */
    public static LocalDateTime utc(Instant instant) {
        return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    }

    public static @Nullable LocalDateTime utcOrNull(@Nullable Instant instant) {
        return instant == null ? null : utc(instant);
    }

    public static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, LocalDateTime.class).toInstant(ZoneOffset.UTC);
    }

    public static @Nullable Instant instantOrNull(ResultSet row, String column) throws SQLException {
        var local = row.getObject(column, LocalDateTime.class);
        return local == null ? null : local.toInstant(ZoneOffset.UTC);
    }

    public static @Nullable Integer intOrNull(ResultSet row, String column) throws SQLException {
        var value = row.getInt(column);
        return row.wasNull() ? null : value;
    }

    public static @Nullable Long longOrNull(ResultSet row, String column) throws SQLException {
        var value = row.getLong(column);
        return row.wasNull() ? null : value;
    }

    public static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    public static UUID uuid(byte[] binary) {
        var bytes = ByteBuffer.wrap(binary);
        return new UUID(bytes.getLong(), bytes.getLong());
    }

    /** The rows of a multi-row INSERT: {@code (?, ?), (?, ?)} for two rows of two columns. */
    public static String rows(int count, int columns) {
        var row = "(" + String.join(", ", Collections.nCopies(columns, "?")) + ")";
        return String.join(", ", Collections.nCopies(count, row));
    }

    /**
     * Numbers for {@code IN (…)}. As text, since each parameter would cost the driver more than the database needs to look for
     * its number.
     */
    public static String list(Collection<Long> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
