package dev.promo.auth.attempt;

import dev.promo.auth.attempt.Verdict.Blocked;
import dev.promo.auth.attempt.Verdict.Overloaded;
import dev.promo.auth.attempt.Verdict.Right;
import dev.promo.auth.attempt.Verdict.Wrong;
import dev.promo.auth.password.HashingOverloaded;
import dev.promo.auth.password.Password;
import dev.promo.auth.password.PasswordHashing;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The one way to try a password. Each try is counted in the database <em>before</em> it is computed, so that however many
 * come at once, at however many instances, no more are computed than the limit allows.
 *
 * <p>A try that would exceed the limit only if all those being computed are wrong waits for them, up to
 * {@link #PATIENCE}: many right logins at once are honest. Callers wait; call it from virtual threads and outside of
 * transactions. Thread-safe.
 */
@Component
public class PasswordCheck {

    /** How long a try waits for others of the same account. */
    static final Duration PATIENCE = Duration.ofSeconds(4);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(200);
    private static final Duration LEAST_BLOCK = Duration.ofSeconds(1);

    /** Fewer than there are connections: a flood of logins leaves some for everything else. */
    private static final int AT_THE_BOOK = 6;

    private final TallyBook book;
    private final PasswordHashing passwords;
    private final Clock clock;

    private final Semaphore atTheBook = new Semaphore(AT_THE_BOOK, true);

    /** Tries of one account queue here instead of at its row, each with a connection in its hands. */
    private final ReentrantLock[] turns =
            IntStream.range(0, 256).mapToObj(_ -> new ReentrantLock()).toArray(ReentrantLock[]::new);

    PasswordCheck(TallyBook book, PasswordHashing passwords, Clock clock) {
        this.book = book;
        this.passwords = passwords;
        this.clock = clock;
    }

    /**
     * Tries it.
     *
     * @param hash of the account's password; null if there is no such account
     */
    public Verdict check(Target target, Password password, @Nullable String hash) {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("a transaction must not wait for a password");
        }
        var account = book.account(target);
        var refused = reserve(account);
        return refused != null ? refused : compare(account, target, password, hash);
    }

    /** Forgets a known account's failures and lifts its lock; joins the caller's transaction. */
    public void forgive(long userId) {
        book.forget(book.account(Target.user(userId)));
    }

    private Verdict compare(byte[] account, Target target, Password password, @Nullable String hash) {
        boolean right;
        try {
            right = passwords.matches(password, hash);
        } catch (HashingOverloaded _) {
            atTheBook(() -> book.released(account));
            return new Overloaded();
        }
        if (right) {
            atTheBook(() -> book.succeeded(account));
            return new Right();
        }
        atTheBook(() -> book.failed(account, target));
        return new Wrong();
    }

    /** Null once a try is reserved. */
    private @Nullable Blocked reserve(byte[] account) {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        var pause = FIRST_PAUSE;
        while (true) {
            var tally = tryToReserve(account);
            if (tally == null) {
                return null;
            }
            if (tally.blockedUntil() != null) {
                var rest = Duration.between(clock.instant(), tally.blockedUntil());
                return new Blocked(rest.compareTo(LEAST_BLOCK) > 0 ? rest : LEAST_BLOCK);
            }
            if (System.nanoTime() - deadline >= 0 || !slept(pause)) {
                return new Blocked(LEAST_BLOCK);
            }
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    /** Null once a try is reserved, else what was in the way. */
    private @Nullable Tally tryToReserve(byte[] account) {
        var turn = turns[Math.floorMod(Arrays.hashCode(account), turns.length)];
        turn.lock();
        try {
            return atTheBook(() -> {
                var tally = book.look(account);
                return book.hasRoom(tally) && book.reserve(account) ? null : tally;
            });
        } finally {
            turn.unlock();
        }
    }

    private void atTheBook(Runnable work) {
        atTheBook(() -> {
            work.run();
            return null;
        });
    }

    private <T extends @Nullable Object> T atTheBook(Supplier<T> work) {
        atTheBook.acquireUninterruptibly();
        try {
            return work.get();
        } finally {
            atTheBook.release();
        }
    }

    private static boolean slept(Duration pause) {
        try {
            Thread.sleep(pause.plusMillis(ThreadLocalRandom.current().nextLong(FIRST_PAUSE.toMillis())));
            return true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
