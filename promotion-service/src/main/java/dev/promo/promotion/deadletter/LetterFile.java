package dev.promo.promotion.deadletter;

import static dev.promo.defaults.database.Columns.longOrNull;
import static dev.promo.defaults.database.Columns.utc;

import dev.promo.defaults.page.PageRequest;
import dev.promo.events.FirstLogin;
import dev.promo.promotion.database.InsertedIds;
import dev.promo.promotion.deadletter.Letter.State;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The table of dead letters. */
@Repository
class LetterFile {

    private static final String COLUMNS =
            "id, state, reason, cause, original_topic, original_partition, original_offset,"
                    + " original_timestamp, dlt_timestamp, attempts, left_out, original_size, comes_from";

    private final JdbcClient jdbc;

    LetterFile(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Its number; empty if it is filed already, be it by its place here or by that where it came from. */
    OptionalLong add(Arrival arrival, State state, Instant now) {
        var message = arrival.message();
        var origin = arrival.origin();
        var added = jdbc.sql("""
                        INSERT IGNORE INTO dead_letters
                               (dlt_partition, dlt_offset, dlt_timestamp,
                                original_topic, original_partition, original_offset, original_timestamp,
                                reason, cause, left_out, original_size, record_key, headers, value,
                                comes_from, state, attempts, filed_at)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                        """)
                .param(message.partition())
                .param(message.offset())
                .param(message.timestamp())
                .param(origin == null ? null : origin.topic())
                .param(origin == null ? null : origin.partition())
                .param(origin == null ? null : origin.offset())
                .param(origin == null ? null : origin.timestampMillis())
                .param(arrival.reason())
                .param(arrival.cause())
                .param(arrival.leftOut())
                .param(arrival.originalSize())
                .param(message.key())
                .param(HeaderColumn.write(message.headers()))
                .param(message.value())
                .param(arrival.comesFrom())
                .param(state.name())
                .param(arrival.attempts())
                .param(utc(now))
                .update();
        return added == 1 ? OptionalLong.of(InsertedIds.ofThisConnection(jdbc).first()) : OptionalLong.empty();
    }

    boolean has(long id) {
        return jdbc.sql("SELECT COUNT(*) > 0 FROM dead_letters WHERE id = ?")
                .param(id)
                .query(Boolean.class)
                .single();
    }

    /** In the order in which they were filed. */
    List<Letter> list(PageRequest page, @Nullable State state, @Nullable String reason) {
        var wanted = (state == null ? "" : " AND state = :state") + (reason == null ? "" : " AND reason = :reason");
        return jdbc.sql("SELECT " + COLUMNS + " FROM dead_letters WHERE id > :after" + wanted
                        + " ORDER BY id LIMIT :limit")
                .param("after", page.after() == null ? 0 : page.after())
                .param("state", state == null ? null : state.name())
                .param("reason", reason)
                .param("limit", page.toFetch())
                .query((row, _) -> letter(row))
                .list();
    }

    /** The first of those that wait with this reason. */
    List<Long> waiting(String reason, int most) {
        return jdbc.sql("SELECT id FROM dead_letters WHERE reason = ? AND state = 'WAITING' ORDER BY id LIMIT ?")
                .param(reason)
                .param(most)
                .query((row, _) -> row.getLong("id"))
                .list();
    }

    long countWaiting() {
        return jdbc.sql("SELECT COUNT(*) FROM dead_letters WHERE state = 'WAITING'")
                .query(Long.class)
                .single();
    }

    Optional<Letter.Whole> find(long id) {
        return whole(id, "");
    }

    /** Until the transaction ends, nobody else decides on it. */
    Optional<Letter.Whole> lock(long id) {
        return whole(id, " FOR UPDATE");
    }

    void change(long id, State state, int attempts) {
        jdbc.sql("UPDATE dead_letters SET state = ?, attempts = ? WHERE id = ?")
                .param(state.name())
                .param(attempts)
                .param(id)
                .update();
    }

    private Optional<Letter.Whole> whole(long id, String lock) {
        return jdbc.sql("SELECT " + COLUMNS + ", record_key, headers, value FROM dead_letters WHERE id = ?" + lock)
                .param(id)
                .query((row, _) -> new Letter.Whole(
                        letter(row),
                        row.getBytes("record_key"),
                        HeaderColumn.read(row.getBytes("headers")),
                        row.getBytes("value")))
                .optional();
    }

    private static Letter letter(ResultSet row) throws SQLException {
        return new Letter(
                row.getLong("id"),
                State.valueOf(row.getString("state")),
                row.getString("reason"),
                row.getString("cause"),
                row.getString("original_topic") == null
                        ? null
                        : new Origin(
                                FirstLogin.TOPIC,
                                row.getInt("original_partition"),
                                row.getLong("original_offset"),
                                row.getLong("original_timestamp")),
                row.getLong("dlt_timestamp"),
                row.getInt("attempts"),
                row.getString("left_out"),
                longOrNull(row, "original_size"),
                longOrNull(row, "comes_from"));
    }
}
