package dev.promo.promotion.voucher;

import static dev.promo.defaults.database.Columns.utc;

import dev.promo.events.VoucherChange.VoucherRevoked;
import dev.promo.events.VoucherRef;
import dev.promo.promotion.campaign.SlotsFreed;
import dev.promo.promotion.database.ReadCommitted;
import dev.promo.promotion.journal.VoucherJournal;
import java.time.Clock;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Takes a voucher back for good: its slot goes to the next person who waits, its owner gets no other one. */
@Component
class Revocations {

    private final JdbcClient jdbc;
    private final SlotBook slots;
    private final VoucherJournal journal;
    private final ReadCommitted transaction;
    private final Clock clock;
    private final ApplicationEventPublisher events;

    Revocations(
            JdbcClient jdbc,
            SlotBook slots,
            VoucherJournal journal,
            ReadCommitted transaction,
            Clock clock,
            ApplicationEventPublisher events) {
        this.jdbc = jdbc;
        this.slots = slots;
        this.journal = journal;
        this.clock = clock;
        this.events = events;
        this.transaction = transaction;
    }

    /** What became of it. */
    sealed interface Outcome {
        record Revoked() implements Outcome {}

        /** Before, by whomever: the wish is fulfilled. */
        record AlreadyRevoked() implements Outcome {}

        /** It was spent on an order first; only if that is rolled back and the voucher restored can it be revoked. */
        record AlreadyUsed() implements Outcome {}

        record NoSuchVoucher() implements Outcome {}
    }

    /**
     * Revokes it, unless it was used: of a revocation and a redemption that race, exactly one succeeds.
     *
     * @param actor the user id of who revokes
     * @param reason for the owner of the campaign to remember; names nobody
     */
    Outcome revoke(long voucher, long actor, String reason) {
        return transaction.execute(_ -> decide(voucher, actor, reason));
    }

    private Outcome decide(long voucher, long actor, String reason) {
        var revoked = jdbc.sql("SELECT campaign_id, user_id, slot, generation FROM vouchers WHERE id = :id")
                .param("id", voucher)
                .query((row, n) -> new Place(
                        row.getLong("campaign_id"),
                        row.getLong("user_id"),
                        row.getInt("slot"),
                        row.getInt("generation")))
                .optional();
        if (revoked.isEmpty()) {
            return new Outcome.NoSuchVoucher();
        }
        var place = revoked.get();
        var campaign = slots.lock(place.campaign()).orElseThrow(); // before the voucher's row, as issuing does
        var now = clock.instant();
        var changed = jdbc.sql("""
                        UPDATE vouchers SET revoked_at = :now, held_until = NULL, hold_id = NULL
                         WHERE id = :id AND revoked_at IS NULL AND used_at IS NULL
                        """).param("now", utc(now)).param("id", voucher).update();
        if (changed == 0) {
            return isUsed(voucher) ? new Outcome.AlreadyUsed() : new Outcome.AlreadyRevoked();
        }
        slots.free(campaign, place.user(), place.slot(), place.generation());
        journal.write(
                new VoucherRevoked(
                        new VoucherRef(voucher, campaign.id(), place.user(), place.slot(), place.generation()),
                        now,
                        reason),
                actor);
        events.publishEvent(new SlotsFreed(campaign.id()));
        return new Outcome.Revoked();
    }

    private boolean isUsed(long voucher) {
        return jdbc.sql("SELECT used_at IS NOT NULL FROM vouchers WHERE id = :id")
                .param("id", voucher)
                .query(Boolean.class)
                .single();
    }

    private record Place(long campaign, long user, int slot, int generation) {}
}
