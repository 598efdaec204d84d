package dev.promo.promotion.journal;

import static dev.promo.defaults.database.Columns.instant;
import static dev.promo.defaults.database.Columns.utc;

import dev.promo.events.VoucherChange.Origin;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/**
 * Notes whatever decides who gets what beside first logins: how campaigns are changed, which slots are set free, whom vouchers
 * are given to by another way. Together with the log of first logins the steps say what the ledger has to be.
 *
 * <p>Each is written in the transaction in which it takes effect and while that holds the campaign's row. Whoever decides on first
 * logins commits them and their vouchers at once, so the inbox shows then, under READ COMMITTED, exactly those first logins that
 * the campaign was offered to before.
 */
@Repository
public class LedgerSteps {

    private final JdbcClient jdbc;
    private final JsonMapper json;

    public LedgerSteps(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** The detail of a step of kind {@code CHANGED}, columns by their names, each as the database's text. */
    public record Changed(Map<String, @Nullable String> row, List<Map<String, @Nullable String>> pauses) {}

    /** The detail of a step of kind {@code GIVEN}: who got a voucher, in this order; earned when the step was taken. */
    public record Given(List<Gift> gifts) {}

    public record Gift(long userId, Origin origin) {}

    /**
     * The detail of a step of kind {@code REVOKED}: whose voucher of the campaign was taken back. Nobody ever has two of them, so
     * that says which, also where somebody has moved it to another slot.
     */
    public record Revoked(long userId) {}

    /**
     * A step as it is stored.
     *
     * @param afterSeq the place in the inbox that it stands behind
     * @param detail a {@link Changed}, {@link Given} or {@link Revoked}
     */
    public record Step(long id, long campaign, Instant at, long afterSeq, Record detail) {}

    /** The campaign's row is from now on what the change says. */
    public void changed(long campaign, Instant at, Changed change) {
        append(campaign, at, Kind.CHANGED, change, null);
    }

    /**
     * These people get a voucher at that moment, in this order.
     *
     * @return the step's id, which the vouchers refer to
     */
    public long given(long campaign, Instant at, List<Gift> gifts) {
        return append(campaign, at, Kind.GIVEN, new Given(gifts), null);
    }

    /** That person's voucher is taken back, and its slot is free again. */
    public void revoked(long campaign, Instant at, long userId) {
        append(campaign, at, Kind.REVOKED, new Revoked(userId), userId);
    }

    /** The first steps behind that one, in the order in which they took effect. */
    public List<Step> after(long seq, long id, int atMost) {
        return jdbc.sql("""
                        SELECT id, campaign_id, at, after_seq, kind, detail FROM ledger_steps
                         WHERE after_seq > :seq OR (after_seq = :seq AND id > :id)
                         ORDER BY after_seq, id LIMIT :most
                        """)
                .param("seq", seq)
                .param("id", id)
                .param("most", atMost)
                .query((row, n) -> new Step(
                        row.getLong("id"),
                        row.getLong("campaign_id"),
                        instant(row, "at"),
                        row.getLong("after_seq"),
                        json.readValue(row.getString("detail"), Kind.valueOf(row.getString("kind")).detail)))
                .list();
    }

    private long append(long campaign, Instant at, Kind kind, Record detail, @Nullable Long revokedOf) {
        var decided = jdbc.sql("SELECT COALESCE(MAX(seq), 0) FROM first_logins")
                .query(Long.class)
                .single();
        var key = new GeneratedKeyHolder();
        jdbc.sql("""
                        INSERT INTO ledger_steps (campaign_id, at, after_seq, kind, detail, revoked_of)
                        VALUES (:campaign, :at, :decided, :kind, :detail, :revokedOf)
                        """)
                .param("campaign", campaign)
                .param("at", utc(at))
                .param("decided", decided)
                .param("kind", kind.name())
                .param("detail", json.writeValueAsString(detail))
                .param("revokedOf", revokedOf)
                .update(key, "id");
        return Objects.requireNonNull(key.getKey()).longValue();
    }

    private enum Kind {
        CHANGED(Changed.class),
        GIVEN(Given.class),
        REVOKED(Revoked.class);

        private final Class<? extends Record> detail;

        Kind(Class<? extends Record> detail) {
            this.detail = detail;
        }
    }
}
