package dev.promo.promotion.campaign;

import static dev.promo.defaults.database.Columns.instant;
import static dev.promo.defaults.database.Columns.instantOrNull;
import static dev.promo.defaults.database.Columns.utc;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** When campaigns did not run. */
@Repository
public class PauseBook {

    private final JdbcClient jdbc;

    public PauseBook(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** By campaign, each one's by their beginning; nothing for a campaign that never paused. */
    public Map<Long, List<Eligibility.Pause>> of(Collection<Long> campaigns) {
        var pauses = new HashMap<Long, List<Eligibility.Pause>>();
        if (!campaigns.isEmpty()) {
            jdbc.sql("""
                            SELECT campaign_id, paused_at, resumed_at FROM campaign_pauses
                             WHERE campaign_id IN (:campaigns) ORDER BY campaign_id, paused_at
                            """).param("campaigns", campaigns).query(row -> {
                pauses.computeIfAbsent(row.getLong("campaign_id"), _ -> new ArrayList<>())
                        .add(new Eligibility.Pause(instant(row, "paused_at"), instantOrNull(row, "resumed_at")));
            });
        }
        return pauses;
    }

    /** Begins a pause, or goes on with one that was ended at this very moment. */
    void begin(long campaign, Instant now) {
        jdbc.sql("""
                        INSERT INTO campaign_pauses (campaign_id, paused_at) VALUES (:campaign, :now)
                        ON DUPLICATE KEY UPDATE resumed_at = NULL
                        """).param("campaign", campaign).param("now", utc(now)).update();
    }

    /** Ends the pause that is open; a clock that went back ends it where it began. */
    void end(long campaign, Instant now) {
        jdbc.sql("""
                        UPDATE campaign_pauses SET resumed_at = GREATEST(paused_at, :now)
                         WHERE campaign_id = :campaign AND resumed_at IS NULL
                        """).param("campaign", campaign).param("now", utc(now)).update();
    }
}
