package dev.promo.defaults.database;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.ParameterizedPreparedStatementSetter;
import org.springframework.jdbc.core.PreparedStatementCreator;

/**
 * Many rows at once. Each is set as a row of a batch, and the driver makes one multi-row INSERT of it, if it is told to by
 * {@code rewriteBatchedStatements}: an INSERT that is written with so many rows has the driver read all of its text first, which costs
 * more than the database needs for them.
 */
public final class Rows {

    private Rows() {}

    /**
     * Inserts a row for each item, in their order, which AUTO_INCREMENT keeps.
     *
     * @param insert of one row: {@code INSERT INTO … VALUES (?, …)}
     */
    public static <T> void insert(
            JdbcOperations jdbc, String insert, List<T> items, ParameterizedPreparedStatementSetter<T> row) {
        jdbc.batchUpdate(insert, items, items.size(), row);
    }

    /**
     * The same.
     *
     * @return the numbers that AUTO_INCREMENT gave to the rows
     */
    public static <T> List<Long> insertNumbered(
            JdbcOperations jdbc, String insert, List<T> items, ParameterizedPreparedStatementSetter<T> row) {
        PreparedStatementCreator numbering =
                connection -> connection.prepareStatement(insert, Statement.RETURN_GENERATED_KEYS);
        List<Long> numbers = jdbc.execute(numbering, statement -> {
            for (var item : items) {
                row.setValues(statement, item);
                statement.addBatch();
            }
            statement.executeBatch();
            return numbers(statement);
        });
        if (numbers == null || numbers.size() != items.size()) {
            throw new IllegalStateException("the database did not number all rows");
        }
        return numbers;
    }

    private static List<Long> numbers(PreparedStatement statement) throws SQLException {
        var numbers = new ArrayList<Long>();
        try (var keys = statement.getGeneratedKeys()) {
            while (keys.next()) {
                numbers.add(keys.getLong(1));
            }
        }
        return numbers;
    }
}
