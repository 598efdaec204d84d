package dev.promo.promotion.replay;

import static dev.promo.defaults.database.Columns.utc;

import dev.promo.promotion.campaign.DiscountColumns;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Copies into the scratch schema what is believed of the ledger, without a lock on any of its rows. */
final class Takeover {

    private static final String VOUCHER = "campaign_id, slot, user_id, code, login_seq, issued_at, expires_at, "
            + "generation, origin, given_by, " + DiscountColumns.NAMES;

    private final JdbcClient jdbc;
    private final String ledger;

    Takeover(ScratchSchema scratch) {
        jdbc = JdbcClient.create(scratch.database());
        ledger = scratch.ledger();
    }

    /** The steps behind places up to that one. */
    void steps(long upTo) {
        jdbc.sql("INSERT IGNORE INTO ledger_steps SELECT * FROM " + ledger + ".ledger_steps WHERE after_seq <= :place")
                .param("place", upTo)
                .update();
    }

    /** What was decided behind a place, up to another, by whatever: first logins, and the vouchers of campaigns that are known here. */
    void decisions(long after, long upTo) {
        jdbc.sql("INSERT IGNORE INTO first_logins SELECT * FROM " + ledger
                        + ".first_logins WHERE seq > :after AND seq <= :place")
                .param("after", after)
                .param("place", upTo)
                .update();
        jdbc.sql("""
                        INSERT IGNORE INTO vouchers (%1$s, revoked_at)
                        SELECT %2$s, v.revoked_at
                          FROM %3$s.vouchers v
                          JOIN campaigns c ON c.id = v.campaign_id
                          LEFT JOIN ledger_steps g ON g.id = v.given_by
                         WHERE (v.given_by IS NULL AND v.login_seq > :after AND v.login_seq <= :place)
                            OR (g.after_seq > :after AND g.after_seq <= :place)
                            OR (:after < 0 AND v.given_by IS NULL AND v.login_seq IS NULL AND v.origin <> 'FIRST_LOGIN')
                        """.formatted(VOUCHER, "v." + VOUCHER.replace(", ", ", v."), ledger))
                .param("after", after)
                .param("place", upTo)
                .update();
        takeBackRevocationsAfter(upTo);
        Recount.of(
                jdbc.sql("SELECT id FROM campaigns")
                        .query((row, n) -> row.getLong("id"))
                        .list(),
                jdbc);
    }

    /** What was revoked later, also while it was copied, was not revoked yet. Read now, as its step was written with it. */
    private void takeBackRevocationsAfter(long place) {
        jdbc.sql("""
                        INSERT IGNORE INTO replay_revoked (campaign_id, user_id, after_seq)
                        SELECT campaign_id, revoked_of, after_seq
                          FROM %s.ledger_steps WHERE revoked_of IS NOT NULL
                        """.formatted(ledger)).update();
        jdbc.sql("""
                        UPDATE vouchers v
                          JOIN replay_revoked r ON r.campaign_id = v.campaign_id AND r.user_id = v.user_id
                           SET v.revoked_at = NULL
                         WHERE r.after_seq > :place
                        """).param("place", place).update();
    }

    /** The vouchers of a campaign from before there were steps. */
    void vouchersWithoutSteps(long campaign, long upTo, Instant until) {
        var copied = jdbc.sql("""
                        INSERT IGNORE INTO vouchers (%1$s, revoked_at)
                        SELECT %1$s, CASE WHEN revoked_at < :until THEN revoked_at END
                          FROM %2$s.vouchers
                         WHERE campaign_id = :campaign AND given_by IS NULL
                           AND (login_seq <= :place
                                OR (login_seq IS NULL AND origin <> 'FIRST_LOGIN' AND issued_at <= :until))
                        """.formatted(VOUCHER, ledger))
                .param("until", utc(until))
                .param("campaign", campaign)
                .param("place", upTo)
                .update();
        if (copied > 0) {
            Recount.of(List.of(campaign), jdbc);
        }
    }
}
