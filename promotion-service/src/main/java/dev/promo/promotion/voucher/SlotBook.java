package dev.promo.promotion.voucher;

import static dev.promo.defaults.database.Columns.instantOrNull;
import static dev.promo.defaults.database.Columns.list;
import static dev.promo.defaults.database.Columns.longOrNull;
import static dev.promo.defaults.database.Columns.rows;
import static dev.promo.defaults.database.Columns.utc;

import dev.promo.defaults.database.Rows;
import dev.promo.events.VoucherChange.Origin;
import dev.promo.events.VoucherChange.VoucherIssued;
import dev.promo.events.VoucherRef;
import dev.promo.promotion.campaign.DiscountColumns;
import dev.promo.promotion.journal.LedgerSteps;
import dev.promo.promotion.journal.LedgerSteps.Gift;
import dev.promo.promotion.journal.VoucherJournal;
import dev.promo.promotion.journal.VoucherJournal.Issued;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The one place where slots are taken and freed. Every method but {@link #lock} asks for a campaign that the same
 * transaction has locked: whoever gives vouchers stands in line at that row, and nobody deadlocks.
 *
 * <p>Slots are 1, 2, 3 … A revoked voucher frees its slot, which goes to the next person as its next generation; a free
 * slot is taken before a new one is opened, so there is never a gap.
 */
@Component
class SlotBook {

    private final JdbcTemplate template;
    private final JdbcClient jdbc;
    private final VoucherJournal journal;
    private final LedgerSteps steps;
    private final Clock clock;

    SlotBook(JdbcTemplate template, VoucherJournal journal, LedgerSteps steps, Clock clock) {
        this.template = template;
        this.jdbc = JdbcClient.create(template);
        this.journal = journal;
        this.steps = steps;
        this.clock = clock;
    }

    /** Waits for the campaign's row; empty if there is no such campaign. */
    Optional<LockedCampaign> lock(long campaign) {
        return jdbc.sql("""
                        SELECT state, total_vouchers, issued, freed, backlog, version, voucher_valid_seconds,
                               vouchers_end_at, offered_from_seq, backfilled_to_seq, %s
                          FROM campaigns WHERE id = :id FOR UPDATE
                        """.formatted(DiscountColumns.NAMES))
                .param("id", campaign)
                .query((row, n) -> {
                    var seconds = longOrNull(row, "voucher_valid_seconds");
                    return new LockedCampaign(
                            campaign,
                            row.getString("state").equals("ACTIVE"),
                            row.getInt("total_vouchers"),
                            row.getInt("issued"),
                            row.getInt("freed"),
                            row.getBoolean("backlog"),
                            row.getLong("version"),
                            DiscountColumns.read(row),
                            seconds == null ? null : Duration.ofSeconds(seconds),
                            instantOrNull(row, "vouchers_end_at"),
                            longOrNull(row, "offered_from_seq"),
                            longOrNull(row, "backfilled_to_seq"));
                })
                .optional();
    }

    /** Who among them has, or ever had, a voucher of that campaign: nobody gets a second one. */
    Set<@Nullable Long> holdersAmong(long campaign, Collection<Long> users) {
        return jdbc.sql("SELECT user_id FROM vouchers WHERE user_id IN (" + list(users)
                        + ") AND campaign_id = :campaign")
                .param("campaign", campaign)
                .query(Long.class)
                .set();
    }

    /**
     * Gives a voucher to each of them, in their order.
     *
     * @param winners not more than are {@link LockedCampaign#left left}, none of them a holder; either all by their first
     *     login or all by another way at the same moment
     * @return the campaign as it is now, still locked
     */
    LockedCampaign issue(LockedCampaign campaign, List<Claim> winners) {
        if (winners.isEmpty()) {
            return campaign;
        }
        var slots = takeSlots(campaign, winners.size());
        insert(campaign, winners, slots, noteUnlessDecidedByLogin(campaign, winners));
        var reused = (int) slots.stream().filter(Slot::isReused).count();
        var after = campaign.after(winners.size() - reused, reused);
        jdbc.sql("UPDATE campaigns SET issued = :issued, freed = :freed WHERE id = :id")
                .param("issued", after.issued())
                .param("freed", after.freed())
                .param("id", campaign.id())
                .update();
        return after;
    }

    private @Nullable Long noteUnlessDecidedByLogin(LockedCampaign campaign, List<Claim> winners) {
        var first = winners.getFirst();
        return first.origin() == Origin.FIRST_LOGIN
                ? null
                : steps.given(
                        campaign.id(),
                        first.earnedAt(),
                        winners.stream()
                                .map(winner -> new Gift(winner.userId(), winner.origin()))
                                .toList());
    }

    private List<Slot> takeSlots(LockedCampaign campaign, int count) {
        var slots = new ArrayList<Slot>(count);
        if (campaign.freed() > 0) {
            slots.addAll(takeFreeSlots(campaign.id(), Math.min(count, campaign.freed())));
        }
        for (var next = campaign.issued() + 1; slots.size() < count; next++) {
            slots.add(new Slot(next, 1));
        }
        return slots;
    }

    private List<Slot> takeFreeSlots(long campaign, int atMost) {
        var free = jdbc.sql("""
                        SELECT slot, generation FROM free_slots
                         WHERE campaign_id = :campaign ORDER BY slot LIMIT :most
                        """)
                .param("campaign", campaign)
                .param("most", atMost)
                .query((row, n) -> new Slot(row.getInt("slot"), row.getInt("generation") + 1))
                .list();
        if (!free.isEmpty()) {
            jdbc.sql("DELETE FROM free_slots WHERE campaign_id = :campaign AND slot IN (:slots)")
                    .param("campaign", campaign)
                    .param("slots", free.stream().map(Slot::number).toList())
                    .update();
        }
        return free;
    }

    private void insert(LockedCampaign campaign, List<Claim> winners, List<Slot> slots, @Nullable Long step) {
        var now = clock.instant();
        var discount = DiscountColumns.values(campaign.discount());
        var given = IntStream.range(0, winners.size())
                .mapToObj(i -> new Given(winners.get(i), slots.get(i)))
                .toList();
        var ids = Rows.insertNumbered(
                template,
                """
                INSERT INTO vouchers (campaign_id, slot, generation, user_id, code, origin, login_seq, given_by,
                                      issued_at, expires_at, %s)
                VALUES %s""".formatted(DiscountColumns.NAMES, rows(1, 10 + DiscountColumns.COUNT)),
                given,
                (row, one) -> {
                    var winner = one.winner();
                    row.setLong(1, campaign.id());
                    row.setInt(2, one.slot().number());
                    row.setInt(3, one.slot().generation());
                    row.setLong(4, winner.userId());
                    row.setString(5, VoucherCode.random().value());
                    row.setString(6, winner.origin().name());
                    row.setObject(7, winner.seq());
                    row.setObject(8, step);
                    row.setObject(9, utc(now));
                    row.setObject(10, utc(campaign.endOfVoucher(winner.earnedAt())));
                    for (var i = 0; i < discount.size(); i++) {
                        row.setObject(11 + i, discount.get(i));
                    }
                });
        tell(campaign, winners, slots, ids, now);
    }

    private void tell(LockedCampaign campaign, List<Claim> winners, List<Slot> slots, List<Long> ids, Instant now) {
        var terms = campaign.discount().terms();
        var issued = new ArrayList<Issued>(winners.size());
        for (var i = 0; i < winners.size(); i++) {
            var winner = winners.get(i);
            var slot = slots.get(i);
            var voucher = new VoucherIssued(
                    new VoucherRef(ids.get(i), campaign.id(), winner.userId(), slot.number(), slot.generation()),
                    now,
                    winner.origin(),
                    terms,
                    campaign.endOfVoucher(winner.earnedAt()),
                    winner.eventId());
            issued.add(new Issued(voucher, winner.trace()));
        }
        journal.issued(issued);
    }

    /** Makes the slot of a voucher that was just revoked free for the next person. */
    LockedCampaign free(LockedCampaign campaign, long owner, int slot, int generation) {
        jdbc.sql("INSERT INTO free_slots (campaign_id, slot, generation) VALUES (:campaign, :slot, :generation)")
                .param("campaign", campaign.id())
                .param("slot", slot)
                .param("generation", generation)
                .update();
        jdbc.sql("UPDATE campaigns SET freed = freed + 1, backlog = TRUE WHERE id = :id")
                .param("id", campaign.id())
                .update();
        steps.revoked(campaign.id(), clock.instant(), owner);
        return campaign.after(0, -1);
    }

    private record Given(Claim winner, Slot slot) {}

    private record Slot(int number, int generation) {
        boolean isReused() {
            return generation > 1;
        }
    }
}
