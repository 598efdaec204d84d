package dev.promo.promotion.checkout;

import dev.promo.defaults.problem.StandardProblem;
import dev.promo.promotion.voucher.VoucherCode;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * Has requests that want the same voucher wait for one another before they take a database connection, so that many of them do
 * not leave everybody else without one. Who gets the voucher is for the database to say, which knows the other instances too.
 *
 * <p>Safe for concurrent use, not reentrant across vouchers. Two vouchers may share a turn, which costs a wait.
 */
@Component
class VoucherTurns {

    private static final int TURNS = 1_024;
    private static final int PATIENCE_SECONDS = 2;

    private final ReentrantLock[] turns =
            Stream.generate(ReentrantLock::new).limit(TURNS).toArray(ReentrantLock[]::new);

    /**
     * Does the work when it is its turn.
     *
     * @param typed the voucher's code as somebody typed it
     * @throws dev.promo.defaults.problem.ApiProblem 503 if that takes too long; nothing was done then
     */
    <T> T inTurn(String typed, Supplier<T> work) {
        var code = VoucherCode.parse(typed).map(VoucherCode::value).orElse(typed);
        var turn = turns[Math.floorMod(code.hashCode(), TURNS)];
        if (!isOurs(turn)) {
            throw StandardProblem.OVERLOADED.problem().header("Retry-After", "1");
        }
        try {
            return work.get();
        } finally {
            turn.unlock();
        }
    }

    private static boolean isOurs(ReentrantLock turn) {
        try {
            return turn.tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
