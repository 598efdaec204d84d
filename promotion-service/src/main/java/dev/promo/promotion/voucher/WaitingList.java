package dev.promo.promotion.voucher;

import static dev.promo.defaults.database.Columns.uuid;

import dev.promo.events.VoucherChange.Origin;
import dev.promo.promotion.campaign.CampaignRows;
import dev.promo.promotion.campaign.Waiting;
import dev.promo.promotion.database.ReadCommitted;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Gives vouchers that have become free to those who wait for them, in the order of the log.
 *
 * <p>Such a voucher is earned at the moment when it is given: once the fixed end of a campaign's vouchers has passed, nobody is
 * served, and the backlog stays set in case its owner moves that end. (A first login earns its voucher when it happens, so one
 * that is read late gets what it would have got in time.)
 *
 * <p>Nobody is written down as waiting: {@link Waiting} says who does. While a campaign's
 * {@code backlog} is set, newcomers get behind them. Any number of instances may serve at once; a crash in between loses
 * nothing, as the backlog stays set until nobody waits or nothing is left.
 */
@Component
class WaitingList {

    /** People served in one transaction: long enough to be fast, short enough to let first logins pass between two. */
    private static final int CHUNK = 500;

    private final JdbcClient jdbc;
    private final SlotBook slots;
    private final CampaignRows rows;
    private final ReadCommitted transaction;
    private final Clock clock;

    WaitingList(JdbcClient jdbc, SlotBook slots, CampaignRows rows, ReadCommitted transaction, Clock clock) {
        this.jdbc = jdbc;
        this.slots = slots;
        this.rows = rows;
        this.clock = clock;
        this.transaction = transaction;
    }

    /**
     * Serves a campaign's backlog until nobody waits or nothing is left; does nothing where there is none.
     *
     * @return how many vouchers were given
     */
    int serve(long campaign) {
        return serve(campaign, Integer.MAX_VALUE);
    }

    /**
     * Serves some of a campaign's backlog, for somebody who cannot wait for all of it.
     *
     * @param enough stop after so many, or a few hundred more; somebody may be left then
     * @return how many vouchers were given
     */
    int serve(long campaign, int enough) {
        var given = 0;
        var step = Step.START;
        while (!step.done() && given < enough) {
            // Looked for without the lock, as that may take a while; what is found is checked again under it.
            var asked = version(campaign);
            var next = firstWaiting(campaign);
            step = transaction.execute(_ -> serveSome(campaign, asked, next));
            given += step.given();
        }
        return given;
    }

    /**
     * How many people wait at this moment, whether or not they are being served.
     *
     * @param atMost where to stop counting
     */
    long howManyWait(long campaign, int atMost) {
        return firstWaiting(campaign, atMost).size();
    }

    private long version(long campaign) {
        return jdbc.sql("SELECT version FROM campaigns WHERE id = :id")
                .param("id", campaign)
                .query(Long.class)
                .optional()
                .orElse(0L);
    }

    private Step serveSome(long id, long asked, List<Long> next) {
        var campaign = slots.lock(id).orElse(null);
        // Who resumes a campaign calls again, and so does who moves the end of its vouchers.
        if (campaign == null || !campaign.backlog() || !campaign.active() || !campaign.isWorthGiving(clock.instant())) {
            return Step.END;
        }
        if (campaign.version() != asked) { // by another definition somebody else may be first
            return Step.START;
        }
        if (campaign.left() == 0) {
            return endBacklog(id);
        }
        if (next.isEmpty()) {
            // Somebody may have joined since; now nobody can.
            return firstWaiting(id).isEmpty() ? endBacklog(id) : Step.START;
        }
        var winners =
                stillWaiting(campaign, next).stream().limit(campaign.left()).toList();
        slots.issue(campaign, winners);
        jdbc.sql("UPDATE campaigns SET waiting_from_seq = :seq WHERE id = :id")
                .param(
                        "seq",
                        winners.isEmpty() ? next.getLast() : winners.getLast().seq())
                .param("id", id)
                .update();
        return new Step(winners.size(), false);
    }

    private Step endBacklog(long campaign) {
        jdbc.sql("UPDATE campaigns SET backlog = FALSE WHERE id = :id")
                .param("id", campaign)
                .update();
        rows.noteChange(campaign, clock.instant());
        return Step.END;
    }

    private List<Long> firstWaiting(long campaign) {
        return firstWaiting(campaign, CHUNK);
    }

    /** Places in the inbox of the next people who wait, in order. */
    private List<Long> firstWaiting(long campaign, int atMost) {
        var from = firstPlace(campaign);
        return from.isEmpty()
                ? List.of()
                : jdbc.sql("""
                                SELECT l.seq FROM campaigns c JOIN first_logins l ON l.seq >= :from
                                 WHERE c.id = :campaign AND %s
                                 ORDER BY l.seq LIMIT :most
                                """.formatted(Waiting.SQL))
                        .param("campaign", campaign)
                        .param("from", from.get())
                        .param("most", atMost)
                        .query((row, n) -> row.getLong("seq"))
                        .list();
    }

    private Optional<Long> firstPlace(long campaign) {
        return jdbc.sql("""
                        SELECT GREATEST(offered_from_seq, COALESCE(waiting_from_seq, 0)) FROM campaigns
                         WHERE id = :campaign AND offered_from_seq IS NOT NULL
                        """).param("campaign", campaign).query(Long.class).optional();
    }

    private List<Claim> stillWaiting(LockedCampaign campaign, List<Long> places) {
        var now = clock.instant();
        var backfilledTo = campaign.backfilledToSeq();
        return jdbc.sql("""
                        SELECT l.seq, l.user_id, l.event_id FROM campaigns c JOIN first_logins l ON l.seq IN (:places)
                         WHERE c.id = :campaign AND %s
                         ORDER BY l.seq
                        """.formatted(Waiting.SQL))
                .param("campaign", campaign.id())
                .param("places", places)
                .query((row, n) -> {
                    var seq = row.getLong("seq");
                    return new Claim(
                            seq,
                            row.getLong("user_id"),
                            uuid(row.getBytes("event_id")),
                            backfilledTo != null && seq < backfilledTo ? Origin.BACKFILL : Origin.WAITING_LIST,
                            now);
                })
                .list();
    }

    /** @param given vouchers given in it */
    private record Step(int given, boolean done) {
        static final Step START = new Step(0, false);
        static final Step END = new Step(0, true);
    }
}
