package dev.promo.promotion.campaign;

import static dev.promo.defaults.database.Columns.instant;
import static dev.promo.defaults.database.Columns.instantOrNull;
import static dev.promo.defaults.database.Columns.longOrNull;
import static dev.promo.defaults.database.Columns.rows;
import static dev.promo.defaults.database.Columns.utc;

import dev.promo.defaults.page.PageRequest;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.stereotype.Repository;

/** The rows of campaigns and their pauses. Writes what owners decide; the counters are the ledger's. */
@Repository
class CampaignStore {

    private static final String SELECT =
            "SELECT id, state, version, created_at, updated_at, issued, freed, offered_from_seq, "
                    + DefinitionColumns.NAMES + " FROM campaigns ";

    private final JdbcClient jdbc;
    private final PauseBook pauses;

    CampaignStore(JdbcClient jdbc, PauseBook pauses) {
        this.jdbc = jdbc;
        this.pauses = pauses;
    }

    Optional<Campaign> find(long id) {
        return read(jdbc.sql(SELECT + "WHERE id = ?").param(id)).stream().findFirst();
    }

    /** Waits for the campaign's row. */
    Optional<Campaign> lock(long id) {
        return read(jdbc.sql(SELECT + "WHERE id = ? FOR UPDATE").param(id)).stream()
                .findFirst();
    }

    /** Newest first, one more than the page holds if there are so many. */
    List<Campaign> list(PageRequest page, Campaign.@Nullable State state) {
        var wanted = state == null ? List.of(Campaign.State.values()) : List.of(state);
        var query = jdbc.sql(SELECT + "WHERE id < :before AND state IN (:states) ORDER BY id DESC LIMIT :limit")
                .param("before", page.after() == null ? Long.MAX_VALUE : page.after())
                .param("states", wanted.stream().map(Enum::name).toList())
                .param("limit", page.toFetch());
        return read(query);
    }

    private List<Campaign> read(StatementSpec query) {
        var campaigns = query.query((row, n) -> new Campaign(
                        row.getLong("id"),
                        DefinitionColumns.read(row),
                        Campaign.State.valueOf(row.getString("state")),
                        List.of(),
                        row.getLong("version"),
                        instant(row, "created_at"),
                        instantOrNull(row, "updated_at"),
                        new Campaign.Standing(
                                row.getInt("issued"), row.getInt("freed"), longOrNull(row, "offered_from_seq"))))
                .list();
        var paused = pauses.of(campaigns.stream().map(Campaign::id).toList());
        return campaigns.stream()
                .map(campaign -> campaign.pausedDuring(paused.getOrDefault(campaign.id(), List.of())))
                .toList();
    }

    /**
     * Makes a campaign, which is offered to whoever's first login is read from now on.
     *
     * @return its id
     */
    long insert(Definition definition, Instant now) {
        var values = DefinitionColumns.values(definition);
        values.add(utc(now));
        values.add(nextPlaceInInbox());
        var key = new GeneratedKeyHolder();
        jdbc.sql("INSERT INTO campaigns (" + DefinitionColumns.NAMES + ", created_at, offered_from_seq) VALUES "
                        + rows(1, values.size()))
                .params(values)
                .update(key, "id");
        return Objects.requireNonNull(key.getKey()).longValue();
    }

    private long nextPlaceInInbox() {
        return jdbc.sql("SELECT COALESCE(MAX(seq), 0) + 1 FROM first_logins")
                .query(Long.class)
                .single();
    }

    void update(long id, Definition definition, Instant now) {
        var values = DefinitionColumns.values(definition);
        values.add(utc(now));
        values.add(id);
        jdbc.sql("UPDATE campaigns SET " + DefinitionColumns.ASSIGNMENTS
                        + ", version = version + 1, updated_at = ? WHERE id = ?")
                .params(values)
                .update();
    }

    void update(long id, Campaign.State state, Instant now) {
        jdbc.sql("UPDATE campaigns SET state = ?, version = version + 1, updated_at = ? WHERE id = ?")
                .param(state.name())
                .param(utc(now))
                .param(id)
                .update();
    }

    /** Offers it to those who came before, from that place on. */
    void offerFrom(Campaign campaign, long place, Instant now) {
        jdbc.sql("""
                        UPDATE campaigns
                           SET backfilled_to_seq = GREATEST(COALESCE(backfilled_to_seq, 0), :before),
                               offered_from_seq = :place, version = version + 1, updated_at = :now
                         WHERE id = :id
                        """)
                .param("before", beginningOfOffer(campaign))
                .param("place", place)
                .param("now", utc(now))
                .param("id", campaign.id())
                .update();
    }

    /** The first place in the inbox that is offered the campaign, also if nobody has that place yet. */
    long beginningOfOffer(Campaign campaign) {
        var from = campaign.standing().offeredFromSeq();
        return from == null ? nextPlaceInInbox() : from;
    }

    /** People may be waiting for what is left; among them none that could not have been served before. */
    void setBacklog(long id) {
        jdbc.sql("UPDATE campaigns SET backlog = TRUE WHERE id = ?").param(id).update();
    }

    /** People may be waiting for what is left, anywhere in the inbox. */
    void setBacklogOfAll(long id) {
        jdbc.sql("UPDATE campaigns SET backlog = TRUE, waiting_from_seq = NULL WHERE id = ?")
                .param(id)
                .update();
    }
}
