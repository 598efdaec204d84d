package dev.promo.promotion.database;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The numbers that AUTO_INCREMENT gave to the rows of one multi-row INSERT: one after another in the order of the rows, in
 * steps that a cluster may have widened.
 */
public record InsertedIds(long first, long step) {

    /** Of the latest INSERT on the connection that this transaction holds. */
    public static InsertedIds ofThisConnection(JdbcClient jdbc) {
        return jdbc.sql("SELECT LAST_INSERT_ID() AS first_id, @@auto_increment_increment AS id_step")
                .query((row, n) -> new InsertedIds(row.getLong("first_id"), row.getLong("id_step")))
                .single();
    }

    /** The number of the row at that index, from 0. */
    public long get(int index) {
        return first + index * step;
    }
}
