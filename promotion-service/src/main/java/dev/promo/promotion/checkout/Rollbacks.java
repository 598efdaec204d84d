package dev.promo.promotion.checkout;

import dev.promo.events.VoucherChange.VoucherRolledBack;
import dev.promo.promotion.campaign.RollbackPolicy;
import dev.promo.promotion.database.ReadCommitted;
import dev.promo.promotion.journal.VoucherJournal;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Undoes redemptions whose order comes to nothing, each once and by the campaign's policy. */
@Component
class Rollbacks {

    private final JdbcClient jdbc;
    private final PresentedVouchers vouchers;
    private final RedemptionBook book;
    private final VoucherJournal journal;
    private final Clock clock;
    private final ReadCommitted transaction;
    private final VoucherTurns turns;

    Rollbacks(
            JdbcClient jdbc,
            PresentedVouchers vouchers,
            RedemptionBook book,
            VoucherJournal journal,
            Clock clock,
            ReadCommitted transaction,
            VoucherTurns turns) {
        this.jdbc = jdbc;
        this.vouchers = vouchers;
        this.book = book;
        this.journal = journal;
        this.clock = clock;
        this.transaction = transaction;
        this.turns = turns;
    }

    /** What became of the wish to undo a redemption. */
    sealed interface Outcome {
        /**
         * Now, or before.
         *
         * @param restored whether the voucher became good for another order by it
         */
        record RolledBack(long voucherId, String orderId, boolean restored, Instant at) implements Outcome {}

        record NoSuchVoucher() implements Outcome {}

        record NoSuchRedemption() implements Outcome {}

        record RedeemedBySomebodyElse() implements Outcome {}
    }

    Outcome rollBack(Customer customer, String code, String orderId) {
        return turns.inTurn(code, () -> transaction.execute(_ -> decide(customer, code, orderId)));
    }

    private Outcome decide(Customer customer, String code, String orderId) {
        var found = vouchers.byCode(code, customer);
        if (found.isEmpty()) {
            return new Outcome.NoSuchVoucher();
        }
        var voucher = vouchers.locked(found.get(), customer); // before its redemptions, as redeeming does
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var redemptions = book.of(voucher, orderId);
        if (redemptions.isEmpty()) {
            return new Outcome.NoSuchRedemption();
        }
        Optional<Redemption> meant = redemptions.stream()
                .filter(redemption -> customer.undoesAll() || redemption.redeemedBy() == customer.userId())
                .max(Comparator.comparing((Redemption redemption) -> redemption.rolledBackAt() == null)
                        .thenComparingLong(Redemption::id));
        return meant.map(redemption -> rollBack(customer, voucher, redemption, now))
                .orElseGet(Outcome.RedeemedBySomebodyElse::new);
    }

    private Outcome rollBack(Customer customer, PresentedVoucher voucher, Redemption redemption, Instant now) {
        if (redemption.rolledBackAt() != null && redemption.restored() != null) {
            return new Outcome.RolledBack(
                    voucher.id(), redemption.orderId(), redemption.restored(), redemption.rolledBackAt());
        }
        var expired = voucher.isExpired(now);
        var unused = makesUnused(voucher.policy(), expired);
        var restored = unused && !expired;
        if (unused) {
            jdbc.sql("UPDATE vouchers SET used_at = NULL WHERE id = :id")
                    .param("id", voucher.id())
                    .update();
        }
        book.rollBack(redemption, restored, now);
        journal.write(new VoucherRolledBack(voucher.ref(), now, redemption.orderId(), restored), customer.userId());
        return new Outcome.RolledBack(voucher.id(), redemption.orderId(), restored, now);
    }

    /** An expired voucher that becomes unused has not been of use to anybody; it cannot be used any more all the same. */
    private static boolean makesUnused(RollbackPolicy policy, boolean expired) {
        return switch (policy) {
            case RESTORE -> true;
            case BURN -> false;
            case RESTORE_UNLESS_EXPIRED -> !expired;
        };
    }
}
