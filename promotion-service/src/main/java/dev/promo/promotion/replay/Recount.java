package dev.promo.promotion.replay;

import java.util.Collection;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Makes counters and free slots of campaigns what their vouchers say; in whichever schema the client is of. */
final class Recount {

    private Recount() {}

    /** Asks for the campaigns' rows to be locked, or for a schema that nobody else decides in. */
    static void of(Collection<Long> campaigns, JdbcClient jdbc) {
        if (campaigns.isEmpty()) {
            return;
        }
        jdbc.sql("DELETE FROM free_slots WHERE campaign_id IN (:ids)")
                .param("ids", campaigns)
                .update();
        jdbc.sql("""
                        INSERT INTO free_slots (campaign_id, slot, generation)
                        SELECT campaign_id, slot, MAX(generation) FROM vouchers WHERE campaign_id IN (:ids)
                         GROUP BY campaign_id, slot HAVING SUM(revoked_at IS NULL) = 0
                        """).param("ids", campaigns).update();
        // a slot beyond the quota is somebody's damage, and no reason to fail
        jdbc.sql("""
                        UPDATE campaigns c
                           SET issued = LEAST(total_vouchers, (
                                        SELECT COALESCE(MAX(v.slot), 0) FROM vouchers v WHERE v.campaign_id = c.id)),
                               freed = LEAST(total_vouchers, (
                                       SELECT COUNT(*) FROM free_slots f WHERE f.campaign_id = c.id))
                         WHERE c.id IN (:ids)
                        """).param("ids", campaigns).update();
    }
}
