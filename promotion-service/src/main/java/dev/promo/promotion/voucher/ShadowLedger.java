package dev.promo.promotion.voucher;

import static dev.promo.defaults.database.Columns.utc;
import static dev.promo.defaults.database.Columns.uuid;

import dev.promo.events.VoucherChange.Origin;
import dev.promo.promotion.campaign.CampaignRows;
import dev.promo.promotion.campaign.DefinitionGate;
import dev.promo.promotion.campaign.PauseBook;
import dev.promo.promotion.database.ReadCommitted;
import dev.promo.promotion.journal.LedgerSteps;
import dev.promo.promotion.journal.LedgerSteps.Changed;
import dev.promo.promotion.journal.LedgerSteps.Gift;
import dev.promo.promotion.journal.LedgerSteps.Given;
import dev.promo.promotion.journal.LedgerSteps.Revoked;
import dev.promo.promotion.journal.VoucherJournal;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import tools.jackson.databind.json.JsonMapper;

/**
 * A ledger in a schema of its own, of the very code that decides in the real one. It tells nobody, and takes from outside what no
 * first login decides: the steps. For one thread.
 */
public final class ShadowLedger {

    private final JdbcClient jdbc;
    private final ReadCommitted transaction;
    private final CampaignRows rows;
    private final SlotBook slots;
    private final VoucherLedger ledger;
    private Instant now = Instant.EPOCH;
    private long step;

    /**
     * One that decides in that schema.
     *
     * @param schema whose tables are those of the real one
     */
    public ShadowLedger(DataSource schema, JsonMapper json) {
        var template = new JdbcTemplate(schema);
        jdbc = JdbcClient.create(template);
        transaction = new ReadCommitted(new JdbcTransactionManager(schema));
        InstantSource time = () -> now;
        var clock = time.withZone(ZoneOffset.UTC);
        var steps = new StepsTaken(jdbc, json);
        rows = new CampaignRows(jdbc, steps);
        slots = new SlotBook(template, VoucherJournal.ofAShadow(jdbc), steps, clock);
        ledger = new JdbcVoucherLedger(
                template, slots, new DefinitionGate(jdbc), new PauseBook(jdbc), transaction, clock);
    }

    /** Everything that is done here at once is one transaction. */
    public ReadCommitted transaction() {
        return transaction;
    }

    /** Decides on first logins. */
    public void record(List<LoggedFirstLogin> batch) {
        if (!batch.isEmpty()) {
            now = batch.getLast().event().occurredAt();
            ledger.record(batch);
        }
    }

    /** Takes a step that was taken in the real ledger. */
    public void take(LedgerSteps.Step next) {
        now = next.at();
        step = next.id();
        transaction.execute(_ -> {
            switch (next.detail()) {
                case Changed change -> rows.write(next.campaign(), change);
                case Given given -> give(next.campaign(), given.gifts());
                case Revoked revoked -> revoke(next.campaign(), revoked);
                default -> throw new IllegalStateException("a step of no known kind");
            }
            return null;
        });
    }

    private void give(long id, List<Gift> gifts) {
        var campaign = slots.lock(id).orElseThrow();
        var users = gifts.stream().map(Gift::userId).toList();
        var logins = logins(users);
        var holders = slots.holdersAmong(id, users);
        slots.issue(
                campaign,
                gifts.stream()
                        .filter(gift -> !holders.contains(gift.userId()))
                        .limit(campaign.left())
                        .map(gift -> claim(gift, logins))
                        .toList());
    }

    private Claim claim(Gift gift, Map<Long, Login> logins) {
        var login = gift.origin() == Origin.BULK ? null : logins.get(gift.userId());
        return new Claim(
                login == null ? null : login.seq(),
                gift.userId(),
                login == null ? null : login.event(),
                gift.origin(),
                now,
                null);
    }

    private Map<Long, Login> logins(List<Long> users) {
        var logins = new HashMap<Long, Login>();
        jdbc.sql("SELECT user_id, seq, event_id FROM first_logins WHERE user_id IN (:users)")
                .param("users", users)
                .query(row -> {
                    logins.put(row.getLong("user_id"), new Login(row.getLong("seq"), uuid(row.getBytes("event_id"))));
                });
        return logins;
    }

    private void revoke(long id, Revoked revoked) {
        var campaign = slots.lock(id).orElseThrow();
        var owner = revoked.userId();
        jdbc.sql("""
                        SELECT id, slot, generation FROM vouchers
                         WHERE campaign_id = :campaign AND user_id = :owner AND revoked_at IS NULL
                        """)
                .param("campaign", id)
                .param("owner", owner)
                .query((row, n) -> new Held(row.getLong("id"), row.getInt("slot"), row.getInt("generation")))
                .optional()
                .ifPresent(held -> {
                    jdbc.sql("UPDATE vouchers SET revoked_at = :now WHERE id = :id")
                            .param("now", utc(now))
                            .param("id", held.id())
                            .update();
                    slots.free(campaign, owner, held.slot(), held.generation());
                });
    }

    private record Login(long seq, UUID event) {}

    private record Held(long id, int slot, int generation) {}

    /** Steps are not noted again; what one of them gives refers to it. */
    private final class StepsTaken extends LedgerSteps {

        StepsTaken(JdbcClient jdbc, JsonMapper json) {
            super(jdbc, json);
        }

        @Override
        public void changed(long campaign, Instant at, Changed change) {
            // stands in the steps that are taken
        }

        @Override
        public long given(long campaign, Instant at, List<Gift> gifts) {
            return step;
        }

        @Override
        public void revoked(long campaign, Instant at, long userId) {
            // stands in the steps that are taken
        }
    }
}
