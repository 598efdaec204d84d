package dev.promo.promotion.checkout;

import static dev.promo.defaults.database.Columns.bytes;
import static dev.promo.defaults.database.Columns.utc;

import dev.promo.events.VoucherChange.VoucherHeld;
import dev.promo.events.VoucherChange.VoucherReleased;
import dev.promo.promotion.database.ReadCommitted;
import dev.promo.promotion.idempotency.IdempotencyKey;
import dev.promo.promotion.journal.VoucherJournal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Sets vouchers aside for orders that are not paid yet.
 *
 * <p>Whoever knows a hold's id has the hold: it cannot be guessed, and nobody is told it but who made it. A hold is over at its end to
 * the microsecond, as every reader compares the end with its own now; nothing has to run for that.
 */
@Component
class Holds {

    private static final int TRIES = 5;

    private final JdbcClient jdbc;
    private final PresentedVouchers vouchers;
    private final HoldIds ids;
    private final VoucherJournal journal;
    private final Clock clock;
    private final ReadCommitted transaction;
    private final VoucherTurns turns;

    Holds(
            JdbcClient jdbc,
            PresentedVouchers vouchers,
            HoldIds ids,
            VoucherJournal journal,
            Clock clock,
            ReadCommitted transaction,
            VoucherTurns turns) {
        this.jdbc = jdbc;
        this.vouchers = vouchers;
        this.ids = ids;
        this.journal = journal;
        this.clock = clock;
        this.transaction = transaction;
        this.turns = turns;
    }

    /** What became of the wish to hold a voucher. */
    sealed interface Outcome {
        record Held(UUID hold, Instant until) implements Outcome {}

        record Refused(Refusal why) implements Outcome {}

        record NoSuchVoucher() implements Outcome {}

        /** There is none with that id on that voucher, so there is nothing to extend. */
        record NoSuchHold() implements Outcome {}
    }

    /**
     * Holds a voucher from now on, at most until it expires; of several who try at once, one succeeds. The same customer with the
     * same key gets the hold that was made, as long as it lasts.
     *
     * @param key of a request for a new hold; null if it has none
     * @param extended the hold to go on with, even one that is over if nobody has taken the voucher since; null for a new one
     */
    Outcome hold(
            Customer customer, String code, Duration length, @Nullable UUID extended, @Nullable IdempotencyKey key) {
        return turns.inTurn(code, () -> transaction.execute(_ -> decide(customer, code, length, extended, key)));
    }

    private Outcome decide(
            Customer customer, String code, Duration length, @Nullable UUID extended, @Nullable IdempotencyKey key) {
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var found = vouchers.byCode(code, customer);
        if (found.isEmpty()) {
            return new Outcome.NoSuchVoucher();
        }
        var voucher = found.get();
        var hold = extended == null ? ids.next(voucher, customer, key) : extended;
        for (var tries = 0; tries < TRIES; tries++) {
            var until = earlier(now.plus(length), voucher.expiresAt());
            if (extended == null ? take(voucher, now, hold, until) : extend(voucher, now, hold, until)) {
                journal.write(new VoucherHeld(voucher.ref(), now, until), customer.userId());
                return new Outcome.Held(hold, until);
            }
            voucher = vouchers.again(voucher, customer);
            var refusal = voucher.refusal(now, hold);
            if (refusal.isPresent()) {
                return new Outcome.Refused(refusal.get());
            }
            var heldUntil = voucher.heldUntil();
            if (extended == null
                    && voucher.isHold(hold)
                    && heldUntil != null
                    && now.isBefore(heldUntil)) { // by the same request before
                return new Outcome.Held(hold, heldUntil);
            }
            if (extended != null && !voucher.isHold(extended)) {
                return new Outcome.NoSuchHold();
            }
        }
        throw new LostEveryRace();
    }

    private boolean take(PresentedVoucher voucher, Instant now, UUID hold, Instant until) {
        return 1
                == jdbc.sql("""
                        UPDATE vouchers SET hold_id = :hold, held_until = :until
                         WHERE id = :id AND used_at IS NULL AND revoked_at IS NULL AND expired_at IS NULL AND expires_at > :now
                           AND (held_until IS NULL OR held_until <= :now)
                        """)
                        .param("id", voucher.id())
                        .param("hold", bytes(hold))
                        .param("until", utc(until))
                        .param("now", utc(now))
                        .update();
    }

    private boolean extend(PresentedVoucher voucher, Instant now, UUID hold, Instant until) {
        return 1
                == jdbc.sql("""
                        UPDATE vouchers SET held_until = :until
                         WHERE id = :id AND used_at IS NULL AND revoked_at IS NULL AND expired_at IS NULL AND expires_at > :now
                           AND hold_id = :hold
                        """)
                        .param("id", voucher.id())
                        .param("hold", bytes(hold))
                        .param("until", utc(until))
                        .param("now", utc(now))
                        .update();
    }

    /**
     * Ends a hold before its time.
     *
     * @return false if there is no such hold, be it that the voucher was redeemed, held by somebody else since, or revoked
     */
    boolean release(Customer customer, UUID hold) {
        return transaction.execute(_ -> releaseNow(customer, hold));
    }

    private boolean releaseNow(Customer customer, UUID hold) {
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var voucher = vouchers.byHold(hold, customer);
        if (voucher.isEmpty() || !clear(voucher.get(), hold)) {
            return false;
        }
        var until = voucher.get().heldUntil();
        if (until != null && now.isBefore(until)) { // otherwise it had ended by itself
            journal.write(new VoucherReleased(voucher.get().ref(), now), customer.userId());
        }
        return true;
    }

    private boolean clear(PresentedVoucher voucher, UUID hold) {
        return 1
                == jdbc.sql("UPDATE vouchers SET hold_id = NULL, held_until = NULL WHERE id = :id AND hold_id = :hold")
                        .param("id", voucher.id())
                        .param("hold", bytes(hold))
                        .update();
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
