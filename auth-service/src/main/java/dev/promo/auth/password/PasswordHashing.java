package dev.promo.auth.password;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.ExecutorServiceMetrics;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.security.crypto.bcrypt.BCrypt;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder.BCryptVersion;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Hashes and compares passwords by bcrypt, in a bulkhead of its own: as many platform threads as cores and a bounded queue.
 *
 * <p>Callers wait. A hash is a tenth of a second of a core, so it is never computed inside a database transaction, and what
 * does not fit is refused at once instead of making everybody slow. Metric {@code executor.*{name="bcrypt"}}.
 */
@Component
public class PasswordHashing implements DisposableBean {

    private final BCryptPasswordEncoder encoder;
    private final ThreadPoolExecutor bulkhead;
    private final String nobodysHash;
    private final int cost;

    PasswordHashing(PasswordProperties properties, MeterRegistry meters) {
        cost = properties.bcryptCost();
        encoder = new BCryptPasswordEncoder(BCryptVersion.$2B, cost);
        bulkhead = new ThreadPoolExecutor(
                properties.threads(),
                properties.threads(),
                1,
                TimeUnit.MINUTES,
                new ArrayBlockingQueue<>(properties.bcryptQueue()),
                Thread.ofPlatform().name("bcrypt-", 0).factory());
        new ExecutorServiceMetrics(bulkhead, "bcrypt", Tags.empty()).bindTo(meters);
        nobodysHash = hashNow("nobody");
    }

    /** The bcrypt hash ({@code $2b$}) of a password that {@link Password#isHashable() can be hashed}. */
    public String hash(Password password) throws HashingOverloaded {
        if (!password.isHashable()) {
            throw new IllegalArgumentException("bcrypt would not use all of this password");
        }
        return inBulkhead(() -> hashNow(password.value()));
    }

    /**
     * Like {@link #hash}, for what can wait for another time: empty if somebody else waits for a hash already, so that nobody
     * waits for this one.
     */
    public Optional<String> hashIfIdle(Password password) {
        if (!bulkhead.getQueue().isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(hash(password));
        } catch (HashingOverloaded _) {
            return Optional.empty();
        }
    }

    /** Whether the hash was made at a lower cost than is configured now. */
    public boolean isOutdated(String hash) {
        return costOf(hash) < cost;
    }

    /**
     * Whether this is the password behind the hash. Exactly one bcrypt comparison at today's cost is computed whatever comes
     * in: for an unknown account (no hash) and for a password that no account can have, one against the hash of nobody. Where
     * the hash is of a lower cost, the rest is computed for nothing.
     */
    public boolean matches(Password password, @Nullable String hash) throws HashingOverloaded {
        return inBulkhead(() -> {
            if (hash == null || !password.isHashable()) {
                compareNow("somebody", nobodysHash);
                return false;
            }
            var matches = compareNow(password.value(), hash);
            // as much as it cost, then twice, four times as much …: together, one comparison at today's cost
            for (var paid = costOf(hash); paid < cost; paid++) {
                spend(paid);
            }
            return matches;
        });
    }

    String hashNow(String password) {
        return encoder.encode(password);
    }

    /** The one place where comparing happens, and costs. */
    boolean compareNow(String password, String hash) {
        return BCrypt.checkpw(password, hash);
    }

    void spend(int ofCost) {
        BCrypt.hashpw("somebody", BCrypt.gensalt("$2b", ofCost));
    }

    /** bcrypt writes it into each hash: {@code $2b$10$…}. */
    private static int costOf(String hash) {
        return Integer.parseInt(hash, 4, 6, 10);
    }

    boolean isQueueFull() {
        return bulkhead.getQueue().remainingCapacity() == 0;
    }

    private <T> T inBulkhead(Callable<T> work) throws HashingOverloaded {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("a transaction must not wait for a password hash");
        }
        Future<T> result;
        try {
            result = bulkhead.submit(work);
        } catch (RejectedExecutionException full) {
            throw new HashingOverloaded();
        }
        try {
            return result.get();
        } catch (InterruptedException e) {
            result.cancel(false);
            Thread.currentThread().interrupt();
            throw new HashingOverloaded();
        } catch (ExecutionException | CancellationException e) {
            throw new IllegalStateException("password hashing failed", e);
        }
    }

    @Override
    public void destroy() {
        bulkhead.shutdown();
    }
}
