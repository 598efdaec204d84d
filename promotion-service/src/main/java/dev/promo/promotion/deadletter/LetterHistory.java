package dev.promo.promotion.deadletter;

import static dev.promo.defaults.database.Columns.instant;
import static dev.promo.defaults.database.Columns.longOrNull;
import static dev.promo.defaults.database.Columns.utc;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.promo.promotion.deadletter.Letter.State;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/** Who did what to which dead letter when; written in the transaction of the deed, never rewritten. */
@Repository
class LetterHistory {

    /** A letter can be parked and taken up again for ever; this many of the newest are told. */
    private static final int MOST = 500;

    /** What was done. */
    enum Action {
        /** Sent to the queue again. */
        REDRIVEN,
        /** Nothing was sent, as the record would have been set aside again. */
        REFUSED,
        /** It came back as another letter. */
        RETURNED,
        PARKED,
        UNPARKED
    }

    /**
     * One deed.
     *
     * @param who the user id of who did it; absent if the desk did by itself
     * @param before as JSON; absent if nothing changed
     * @param after as JSON, with the correction if there was one
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Entry(
            @Nullable Long who,
            Instant when,
            Action action,
            @Nullable String note,
            @JsonRawValue @Nullable String before,
            @JsonRawValue @Nullable String after) {}

    /** What of a letter changes. */
    record Standing(String state, int attempts) {
        static Standing of(State state, int attempts) {
            return new Standing(state.onTheWire(), attempts);
        }
    }

    /** Who does it when, and what they say of it; {@code who} is null for the desk by itself. */
    record Deed(@Nullable Long who, Instant when, @Nullable String note) {}

    private final JdbcClient jdbc;
    private final JsonMapper json;

    LetterHistory(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    void write(long letter, Deed deed, Action action, @Nullable Object before, @Nullable Object after) {
        jdbc.sql("""
                        INSERT INTO dead_letter_actions (letter_id, at, actor, action, note, before_value, after_value)
                        VALUES (?, ?, ?, ?, ?, ?, ?)
                        """)
                .param(letter)
                .param(utc(deed.when()))
                .param(deed.who())
                .param(action.name())
                .param(deed.note())
                .param(before == null ? null : json.writeValueAsString(before))
                .param(after == null ? null : json.writeValueAsString(after))
                .update();
    }

    /** Oldest first. */
    List<Entry> of(long letter) {
        return jdbc.sql("""
                        SELECT at, actor, action, note, before_value, after_value FROM dead_letter_actions
                         WHERE letter_id = ? ORDER BY id DESC LIMIT ?
                        """)
                .param(letter)
                .param(MOST)
                .query((row, _) -> new Entry(
                        longOrNull(row, "actor"),
                        instant(row, "at"),
                        Action.valueOf(row.getString("action")),
                        row.getString("note"),
                        row.getString("before_value"),
                        row.getString("after_value")))
                .list()
                .reversed();
    }
}
