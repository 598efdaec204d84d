package dev.promo.promotion.checkout;

import static dev.promo.defaults.database.Columns.bytes;
import static dev.promo.defaults.database.Columns.utc;

import dev.promo.events.VoucherChange.VoucherRedeemed;
import dev.promo.promotion.database.ReadCommitted;
import dev.promo.promotion.journal.VoucherJournal;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionStatus;

/**
 * Spends vouchers: each on one order at a time, however many try at once on however many instances.
 *
 * <p>One conditional UPDATE of the voucher's row decides; its lock is the first that the transaction takes, and no campaign's
 * row is among those that follow, so it cannot deadlock with a revocation, which locks the campaign before the voucher.
 */
@Component
class Redemptions {

    private static final int TRIES = 5;

    private final JdbcClient jdbc;
    private final PresentedVouchers vouchers;
    private final RedemptionBook book;
    private final VoucherJournal journal;
    private final Clock clock;
    private final ReadCommitted transaction;
    private final VoucherTurns turns;

    Redemptions(
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

    /** What became of the wish to spend a voucher. */
    sealed interface Outcome {
        /** Now, or by the same request before. */
        record Redeemed(Redemption redemption) implements Outcome {}

        record Refused(Refusal why) implements Outcome {}

        record NoSuchVoucher() implements Outcome {}

        /** A request that comes late must not spend the voucher on an order that was given up. */
        record OrderRolledBack() implements Outcome {}
    }

    /** A voucher at the checkout: what it would take off, or why it would not. */
    record Validation(PresentedVoucher voucher, Quote quote, Optional<Refusal> refusal) {}

    /** Says what {@link #redeem} would do now; changes nothing. Empty if there is no such voucher. */
    Optional<Validation> validate(Customer customer, String code, OrderTotal total, @Nullable UUID hold) {
        var now = now();
        return vouchers.byCode(code, customer)
                .map(voucher -> new Validation(voucher, Quote.of(voucher, total), voucher.refusal(now, hold, total)));
    }

    /**
     * Spends a voucher on an order. The same customer with the same order and total gets the first answer again.
     *
     * @param hold needed only while the voucher is held
     */
    Outcome redeem(Customer customer, String code, String orderId, OrderTotal total, @Nullable UUID hold) {
        return turns.inTurn(
                code, () -> transaction.execute(status -> decide(status, customer, code, orderId, total, hold)));
    }

    private Outcome decide(
            TransactionStatus status,
            Customer customer,
            String code,
            String orderId,
            OrderTotal total,
            @Nullable UUID hold) {
        var now = now();
        var found = vouchers.byCode(code, customer);
        if (found.isEmpty()) {
            return new Outcome.NoSuchVoucher();
        }
        var voucher = found.get();
        for (var tries = 0; tries < TRIES; tries++) {
            var refusal = voucher.refusal(now, hold, total);
            if (refusal.isEmpty() && take(voucher, now, hold)) {
                return spend(status, customer, voucher, orderId, total, now);
            }
            var earlier = book.of(voucher, orderId, customer);
            if (earlier.isPresent()) {
                return again(earlier.get(), total);
            }
            if (refusal.isPresent()) {
                return new Outcome.Refused(refusal.get());
            }
            voucher = vouchers.again(voucher, customer); // as whoever was faster left it
        }
        throw new LostEveryRace();
    }

    /** The one statement that decides; it asks the row and not what was read before. */
    boolean take(PresentedVoucher voucher, Instant now, @Nullable UUID hold) {
        return 1
                == jdbc.sql("""
                        UPDATE vouchers SET used_at = :now, held_until = NULL, hold_id = NULL
                         WHERE id = :id AND used_at IS NULL AND revoked_at IS NULL AND expired_at IS NULL AND expires_at > :now
                           AND (held_until IS NULL OR held_until <= :now OR hold_id = :hold)
                        """)
                        .param("id", voucher.id())
                        .param("now", utc(now))
                        .param("hold", hold == null ? null : bytes(hold))
                        .update();
    }

    private Outcome spend(
            TransactionStatus status,
            Customer customer,
            PresentedVoucher voucher,
            String orderId,
            OrderTotal total,
            Instant now) {
        var earlier = book.of(voucher, orderId, customer);
        if (earlier.isPresent()) { // rolled back, or the voucher would not have been free
            status.setRollbackOnly();
            return again(earlier.get(), total);
        }
        var quote = Quote.of(voucher, total);
        book.add(voucher, orderId, customer, quote, now);
        journal.write(
                new VoucherRedeemed(
                        voucher.ref(),
                        now,
                        orderId,
                        total.amount(),
                        quote.discountAmount(),
                        total.currency().getCurrencyCode()),
                customer.userId());
        return new Outcome.Redeemed(book.of(voucher, orderId, customer).orElseThrow());
    }

    private static Outcome again(Redemption earlier, OrderTotal total) {
        if (earlier.rolledBackAt() != null) {
            return new Outcome.OrderRolledBack();
        }
        return earlier.total().isSameAs(total)
                ? new Outcome.Redeemed(earlier)
                : new Outcome.Refused(new Refusal.Used());
    }

    /** Whole microseconds, as the columns have: the moment that is compared is the moment that is stored. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
