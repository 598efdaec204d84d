package dev.promo.promotion.campaign;

import static dev.promo.defaults.database.Columns.longOrNull;
import static dev.promo.defaults.database.Columns.utcOrNull;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Looks for people whose first login would have been a claim on a campaign, had it been offered to them. */
@Repository
class Backfills {

    /** Before what was offered so far, from the first of them at or after that time on. */
    private static final String CANDIDATES = """
            SELECT COUNT(*) AS eligible, MIN(l.seq) AS first_place, MAX(l.seq) AS last_place
              FROM campaigns c JOIN first_logins l ON l.seq >= :place AND l.seq < :offered
             WHERE c.id = :campaign AND (:from IS NULL OR l.occurred_at >= :from) AND %s
            """.formatted(Waiting.SQL);

    private final JdbcClient jdbc;
    private final CampaignStore store;

    Backfills(JdbcClient jdbc, CampaignStore store) {
        this.jdbc = jdbc;
        this.store = store;
    }

    /**
     * Whom a backfill reaches.
     *
     * @param eligible people who have no voucher of the campaign, whose first login qualifies, and who were not erased since
     * @param firstPlace the first one's place in the inbox; null if there is nobody
     * @param lastPlace the last one's place; null if there is nobody
     */
    record Reach(
            long eligible,
            @Nullable Long firstPlace,
            @Nullable Long lastPlace) {}

    /**
     * What a backfill does, or would do.
     *
     * @param dryRun whether nothing was changed
     * @param wouldGet how many of the eligible there are vouchers for; they come before those who wait already, as they
     *     logged in earlier
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Answer(
            boolean dryRun,
            long eligible,
            long wouldGet,
            @Nullable Long firstPlace,
            @Nullable Long lastPlace) {

        static Answer of(boolean dryRun, Reach reach, Campaign campaign, Instant now) {
            return new Answer(
                    dryRun,
                    reach.eligible(),
                    Math.min(reach.eligible(), campaign.vacant(now)),
                    reach.firstPlace(),
                    reach.lastPlace());
        }
    }

    /**
     * Reads the whole inbox up to what has been offered.
     *
     * @param from the earliest first login to begin with. As the offer has one beginning, whoever stands behind that one in
     *     the inbox is reached too, even if their login happened a little earlier
     */
    Reach reach(Campaign campaign, @Nullable Instant from) {
        var offered = store.beginningOfOffer(campaign);
        var reach = candidates(campaign.id(), 0, offered, from);
        return from == null || reach.firstPlace() == null
                ? reach
                : candidates(campaign.id(), reach.firstPlace(), offered, null);
    }

    private Reach candidates(long campaign, long place, long offered, @Nullable Instant from) {
        return jdbc.sql(CANDIDATES)
                .param("campaign", campaign)
                .param("place", place)
                .param("offered", offered)
                .param("from", utcOrNull(from))
                .query((row, n) -> new Reach(
                        row.getLong("eligible"), longOrNull(row, "first_place"), longOrNull(row, "last_place")))
                .single();
    }
}
