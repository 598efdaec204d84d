package dev.promo.promotion.report;

import static dev.promo.defaults.database.Columns.utc;

import dev.promo.defaults.problem.ApiProblem;
import dev.promo.promotion.campaign.Eligibility;
import dev.promo.promotion.database.Snapshots;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Counts a campaign's rows; {@link Snapshots#inOne} around them makes the counts fit together. */
@Component
class LedgerCounts {

    private final Snapshots snapshots;
    private final Clock clock;

    LedgerCounts(Snapshots snapshots, Clock clock) {
        this.snapshots = snapshots;
        this.clock = clock;
    }

    List<Long> campaigns() {
        return sql("SELECT id FROM campaigns ORDER BY id")
                .query((row, n) -> row.getLong("id"))
                .list();
    }

    /** @throws ApiProblem 404 if there is no such campaign */
    void require(long campaign) {
        var _ = sql("SELECT id FROM campaigns WHERE id = :id")
                .param("id", campaign)
                .query(Long.class)
                .optional()
                .orElseThrow(LedgerCounts::noSuchCampaign);
    }

    static ApiProblem noSuchCampaign() {
        return new ApiProblem(HttpStatus.NOT_FOUND, "NOT_FOUND", "There is no campaign with this id.");
    }

    Optional<Evidence.Definition> definition(long campaign) {
        return sql("""
                        SELECT name, total_vouchers, issued, freed, state = 'ACTIVE' AS active,
                               state = 'ARCHIVED' AS archived, COALESCE(vouchers_end_at <= :now, FALSE) AS ended,
                               backlog
                          FROM campaigns WHERE id = :id
                        """)
                .param("id", campaign)
                .param("now", utc(clock.instant()))
                .query((row, n) -> new Evidence.Definition(
                        campaign,
                        row.getString("name"),
                        row.getInt("total_vouchers"),
                        row.getInt("issued"),
                        row.getInt("freed"),
                        row.getBoolean("active"),
                        row.getBoolean("archived"),
                        row.getBoolean("ended"),
                        row.getBoolean("backlog")))
                .optional();
    }

    Evidence.Vouchers vouchers(long campaign) {
        return sql("""
                        SELECT COUNT(*) AS all_of_them, COUNT(DISTINCT user_id) AS users, COUNT(taken_slot) AS taken,
                               COUNT(DISTINCT taken_slot) AS taken_slots, COALESCE(SUM(generation > 1), 0) AS reissued
                          FROM vouchers WHERE campaign_id = :id
                        """)
                .param("id", campaign)
                .query((row, n) -> new Evidence.Vouchers(
                        row.getLong("all_of_them"),
                        row.getLong("users"),
                        row.getLong("taken"),
                        row.getLong("taken_slots"),
                        row.getLong("reissued")))
                .single();
    }

    Evidence.Slots slots(long campaign) {
        return sql("""
                        SELECT COUNT(*) AS slots, COALESCE(MIN(slot), 0) AS lowest, COALESCE(MAX(slot), 0) AS highest,
                               COALESCE(SUM(last_generation), 0) AS generations
                          FROM (SELECT slot, MAX(generation) AS last_generation
                                  FROM vouchers WHERE campaign_id = :id GROUP BY slot) given
                        """)
                .param("id", campaign)
                .query((row, n) -> new Evidence.Slots(
                        row.getLong("slots"), row.getInt("lowest"), row.getInt("highest"), row.getLong("generations")))
                .single();
    }

    Evidence.FreeSlots freeSlots(long campaign) {
        return sql("""
                        SELECT COUNT(*) AS free, COUNT(v.id) AS free_indeed
                          FROM free_slots f
                          LEFT JOIN vouchers v
                            ON v.campaign_id = f.campaign_id AND v.slot = f.slot AND v.generation = f.generation
                               AND v.revoked_at IS NOT NULL
                               AND NOT EXISTS (SELECT 1 FROM vouchers later
                                                WHERE later.campaign_id = f.campaign_id AND later.slot = f.slot
                                                  AND later.generation > f.generation)
                         WHERE f.campaign_id = :id
                        """)
                .param("id", campaign)
                .query((row, n) -> new Evidence.FreeSlots(row.getLong("free"), row.getLong("free_indeed")))
                .single();
    }

    /** Reads the inbox from where the campaign was first offered to its end. */
    Evidence.Claims claims(long campaign) {
        return sql("""
                        SELECT COUNT(*) AS claims, COUNT(won.id) AS answered,
                               COALESCE(SUM(won.id IS NULL AND gone.user_id IS NOT NULL), 0) AS erased
                          FROM campaigns c
                          JOIN first_logins l ON l.seq >= c.offered_from_seq
                          LEFT JOIN vouchers won ON won.user_id = l.user_id AND won.campaign_id = c.id
                          LEFT JOIN erased_people gone ON gone.user_id = l.user_id
                         WHERE c.id = :id AND %s
                        """.formatted(Eligibility.SQL))
                .param("id", campaign)
                .query((row, n) -> {
                    var all = row.getLong("claims");
                    var erased = row.getLong("erased");
                    return new Evidence.Claims(all, all - row.getLong("answered") - erased, erased);
                })
                .single();
    }

    private JdbcClient.StatementSpec sql(String statement) {
        return snapshots.jdbc().sql(statement);
    }
}
