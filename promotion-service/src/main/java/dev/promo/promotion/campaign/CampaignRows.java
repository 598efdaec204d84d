package dev.promo.promotion.campaign;

import dev.promo.promotion.journal.LedgerSteps;
import dev.promo.promotion.journal.LedgerSteps.Changed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * A campaign's row and pauses as a whole, for whoever computes the ledger again: all that decisions are made by, but for the
 * counters, which are their result.
 */
@Repository
public class CampaignRows {

    /** What decisions lead to, and a hint that nothing depends on. */
    private static final Set<String> NOT_DECIDED_BY = Set.of("id", "issued", "freed", "waiting_from_seq");

    private final JdbcClient jdbc;
    private final LedgerSteps steps;

    public CampaignRows(JdbcClient jdbc, LedgerSteps steps) {
        this.jdbc = jdbc;
        this.steps = steps;
    }

    /** Notes that from now on the campaign is what its row says; asks for the transaction that changed it. */
    public void noteChange(long campaign, Instant now) {
        steps.changed(campaign, now, read(campaign));
    }

    /** As it stands. */
    public Changed read(long campaign) {
        var row = rows("SELECT * FROM campaigns WHERE id = :campaign", campaign).getFirst();
        row.keySet().removeAll(NOT_DECIDED_BY);
        return new Changed(
                row,
                rows(
                        "SELECT paused_at, resumed_at FROM campaign_pauses WHERE campaign_id = :campaign"
                                + " ORDER BY paused_at",
                        campaign));
    }

    private List<Map<String, @Nullable String>> rows(String sql, long campaign) {
        return jdbc.sql(sql)
                .param("campaign", campaign)
                .query((row, n) -> {
                    var columns = new LinkedHashMap<String, @Nullable String>();
                    for (var column = 1; column <= row.getMetaData().getColumnCount(); column++) {
                        columns.put(row.getMetaData().getColumnLabel(column), row.getString(column));
                    }
                    return (Map<String, @Nullable String>) columns;
                })
                .list();
    }

    /** Copies it, as it stands, into another schema. */
    public void writeTo(JdbcClient other, long campaign) {
        new CampaignRows(other, steps).write(campaign, read(campaign));
    }

    /** Makes it so, whether or not it was there; its counters stay as they are. */
    public void write(long campaign, Changed change) {
        var names = new ArrayList<>(change.row().keySet());
        var insert = jdbc.sql("INSERT INTO campaigns (id, " + String.join(", ", names) + ") VALUES (:id, :"
                        + String.join(", :", names) + ") ON DUPLICATE KEY UPDATE "
                        + String.join(
                                ", ",
                                names.stream()
                                        .map(name -> name + " = VALUES(" + name + ")")
                                        .toList()))
                .param("id", campaign);
        for (var name : names) {
            insert = insert.param(name, change.row().get(name));
        }
        insert.update();
        jdbc.sql("DELETE FROM campaign_pauses WHERE campaign_id = :campaign")
                .param("campaign", campaign)
                .update();
        for (var pause : change.pauses()) {
            jdbc.sql(
                            "INSERT INTO campaign_pauses (campaign_id, paused_at, resumed_at) VALUES (:campaign, :from, :until)")
                    .param("campaign", campaign)
                    .param("from", pause.get("paused_at"))
                    .param("until", pause.get("resumed_at"))
                    .update();
        }
    }
}
