package dev.promo.auth.audit;

import static dev.promo.defaults.database.Columns.instant;
import static dev.promo.defaults.database.Columns.longOrNull;
import static dev.promo.defaults.database.Columns.utc;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.promo.auth.secret.MasterKey;
import dev.promo.defaults.page.Page;
import dev.promo.defaults.page.PageRequest;
import dev.promo.defaults.web.ClientAddress;
import dev.promo.defaults.web.Correlation;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/**
 * The audit events, stored for ever unless the operator deletes old ones. What is recorded inside a transaction is true
 * exactly if that transaction is; outside of one it is true at once.
 *
 * <p>An event carries the request's correlation id, which leads to the logs of all services, and a mark of the client's
 * address: equal for equal addresses, and worth nothing to who has not the {@link MasterKey}. Thread-safe.
 */
@Repository
public class AuditTrail {

    private static final int MARK_BYTES = 8;

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final MasterKey key;
    private final Clock clock;

    AuditTrail(JdbcClient jdbc, JsonMapper json, MasterKey key, Clock clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.key = key;
        this.clock = clock;
    }

    @Transactional
    public void record(AuditEvent event) {
        record(event, origin());
    }

    /** Like {@link #record(AuditEvent)}, for what is done later than asked for. */
    @Transactional
    public void record(AuditEvent event, Origin origin) {
        jdbc.sql("""
                        INSERT INTO audit_events (at, action, user_id, actor, correlation_id, client, facts)
                        VALUES (?, ?, ?, ?, ?, ?, ?)""")
                .param(utc(clock.instant()))
                .param(event.action().name())
                .param(event.user())
                .param(event.actor())
                .param(origin.correlationId())
                .param(origin.client())
                .param(json.writeValueAsString(event.facts()))
                .update();
    }

    /** Where the current request comes from; nowhere if none is being served. */
    public Origin origin() {
        return new Origin(
                MDC.get(Correlation.MDC_KEY),
                ClientAddress.ofCurrentRequest().map(this::mark).orElse(null));
    }

    /** Newest first; of one person if that is given. */
    @Transactional(readOnly = true)
    public Page<Entry> read(@Nullable Long user, PageRequest page) {
        var found = jdbc.sql("""
                        SELECT id, at, action, user_id, actor, correlation_id, client, facts FROM audit_events
                         WHERE id < :before AND (:user IS NULL OR user_id = :user) ORDER BY id DESC LIMIT :most""")
                .param("before", page.after() == null ? Long.MAX_VALUE : page.after())
                .param("user", user)
                .param("most", page.toFetch())
                .query((row, _) -> new Row(
                        row.getLong("id"),
                        new Entry(
                                instant(row, "at"),
                                AuditAction.valueOf(row.getString("action")),
                                longOrNull(row, "user_id"),
                                longOrNull(row, "actor"),
                                row.getString("correlation_id"),
                                row.getString("client"),
                                row.getString("facts"))))
                .list();
        return Page.of(found, page, Row::id).map(Row::entry);
    }

    private String mark(String address) {
        return HexFormat.of().formatHex(Arrays.copyOf(key.mark("client addresses", address), MARK_BYTES));
    }

    /**
     * Which request an event goes back to.
     *
     * @param client the mark of the client's address
     */
    public record Origin(
            @Nullable String correlationId, @Nullable String client) {}

    private record Row(long id, Entry entry) {}

    /**
     * An event as admins read it.
     *
     * @param user whose account; absent if nobody's, or unknown
     * @param actor the user id of who did it; absent if they were not logged in
     * @param client the same for the same client address; absent if no client did it
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Entry(
            Instant at,
            AuditAction action,
            @Nullable Long user,
            @Nullable Long actor,
            @Nullable String correlationId,
            @Nullable String client,
            @JsonRawValue String facts) {}
}
