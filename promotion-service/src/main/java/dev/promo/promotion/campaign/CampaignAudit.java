package dev.promo.promotion.campaign;

import static dev.promo.defaults.database.Columns.instant;
import static dev.promo.defaults.database.Columns.utc;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.promo.defaults.page.Page;
import dev.promo.defaults.page.PageRequest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/** Who changed which campaign when, from what, to what; written in the transaction of the change, never rewritten. */
@Repository
class CampaignAudit {

    /** What was done. */
    enum Action {
        CREATED,
        /** Created from another one, which is what stands there as before. */
        CLONED,
        UPDATED,
        PAUSED,
        RESUMED,
        ARCHIVED,
        BACKFILLED
    }

    /**
     * One change.
     *
     * @param who the user id of who did it
     * @param before as JSON; null if there was nothing before
     * @param after as JSON
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Entry(
            long who,
            Instant when,
            Action action,
            @JsonRawValue @Nullable String before,
            @JsonRawValue String after) {}

    private final JdbcClient jdbc;
    private final JsonMapper json;

    CampaignAudit(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    void write(long campaign, Instant now, long actor, Action action, @Nullable Object before, Object after) {
        jdbc.sql("""
                        INSERT INTO campaign_audit (campaign_id, at, actor, action, before_value, after_value)
                        VALUES (?, ?, ?, ?, ?, ?)
                        """)
                .param(campaign)
                .param(utc(now))
                .param(actor)
                .param(action.name())
                .param(before == null ? null : json.writeValueAsString(before))
                .param(json.writeValueAsString(after))
                .update();
    }

    /** Newest first. */
    Page<Entry> of(long campaign, PageRequest page) {
        var found = jdbc.sql("""
                        SELECT id, at, actor, action, before_value, after_value FROM campaign_audit
                         WHERE campaign_id = ? AND id < ? ORDER BY id DESC LIMIT ?
                        """)
                .param(campaign)
                .param(page.after() == null ? Long.MAX_VALUE : page.after())
                .param(page.toFetch())
                .query((row, n) -> new Row(
                        row.getLong("id"),
                        new Entry(
                                row.getLong("actor"),
                                instant(row, "at"),
                                Action.valueOf(row.getString("action")),
                                row.getString("before_value"),
                                row.getString("after_value"))))
                .list();
        return Page.of(found, page, Row::id).map(Row::entry);
    }

    private record Row(long id, Entry entry) {}
}
