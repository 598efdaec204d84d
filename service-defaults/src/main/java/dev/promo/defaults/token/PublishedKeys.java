package dev.promo.defaults.token;

import com.nimbusds.jose.RemoteKeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Auth-service's public keys, kept in memory. One request at a time fetches them; an unknown {@code kid} makes at most one
 * fetch in ten seconds, whoever sends how many; while auth-service is away the keys at hand serve on for an hour, which is
 * four times the life of any token it can have issued.
 *
 * <p>A {@code kid} unknown here is no token's fault while the keys cannot be fetched: as the newest ones are not known then,
 * the answer is that they cannot be had (503), not that the token is bad.
 *
 * <p>Keys are renewed every five minutes, which no request waits for. Traffic drives that, so after a quiet time they can be
 * much older: beyond ten minutes a request waits for the renewal, and a key withdrawn meanwhile is not accepted.
 *
 * <p>Only RSA signature keys of at least 2048 bits with a {@code kid} are taken over. Safe for concurrent use.
 */
final class PublishedKeys implements JWKSource<SecurityContext> {
    private static final Logger log = LoggerFactory.getLogger(PublishedKeys.class);
    private static final long FRESH = Duration.ofMinutes(5).toNanos();
    private static final long WORTH_WAITING = 2 * FRESH;
    private static final long USABLE = Duration.ofHours(1).toNanos();
    private static final long PAUSE = Duration.ofSeconds(10).toNanos();
    private static final long PAUSE_WITHOUT_KEYS = Duration.ofSeconds(1).toNanos();
    private static final int SMALLEST_KEY_BITS = 2048;

    private final KeyFetch fetch;
    private final LongSupplier nanoTime;
    private final ReentrantLock fetching = new ReentrantLock();
    private volatile @Nullable Snapshot snapshot;
    private volatile @Nullable Long lastAttempt;
    private volatile boolean lastAttemptFailed;

    /** Reads the published key set once; bounded in time and size. */
    @FunctionalInterface
    interface KeyFetch {
        JWKSet fetch() throws IOException, InterruptedException;
    }

    private record Snapshot(JWKSet keys, long fetchedAt) {}

    /** @param nanoTime a clock that never goes back, {@code System::nanoTime} but for tests */
    PublishedKeys(KeyFetch fetch, LongSupplier nanoTime) {
        this.fetch = fetch;
        this.nanoTime = nanoTime;
    }

    @Override
    public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) throws RemoteKeySourceException {
        var known = usable();
        if (known == null) {
            refresh(PAUSE_WITHOUT_KEYS);
            known = usable();
            if (known == null) {
                throw new RemoteKeySourceException("auth-service's keys cannot be had", null);
            }
            return selector.select(known.keys);
        }
        if (age(known) > WORTH_WAITING) {
            if (mayFetch(PAUSE) || fetching.isLocked()) {
                refresh(PAUSE);
            }
            var renewed = usable(); // also when another request has just renewed them
            known = renewed == null ? known : renewed;
        }
        var matching = selector.select(known.keys);
        if (matching.isEmpty()) {
            refresh(PAUSE);
            var renewed = usable();
            matching = renewed == null ? matching : selector.select(renewed.keys);
            if (matching.isEmpty() && lastAttemptFailed) {
                throw new RemoteKeySourceException("auth-service's newest keys cannot be had", null);
            }
            return matching;
        }
        if (age(known) > FRESH && mayFetch(PAUSE)) {
            Thread.startVirtualThread(() -> refresh(PAUSE)); // nobody waits for a mere renewal
        }
        return matching;
    }

    private @Nullable Snapshot usable() {
        var current = snapshot;
        return current != null && age(current) <= USABLE ? current : null;
    }

    private long age(Snapshot keys) {
        return nanoTime.getAsLong() - keys.fetchedAt;
    }

    private boolean mayFetch(long pause) {
        var last = lastAttempt;
        return last == null || nanoTime.getAsLong() - last >= pause;
    }

    private void refresh(long pause) {
        try {
            // long enough for a fetch to end, so that whoever comes during the first one gets its keys
            if (!fetching.tryLock(3, TimeUnit.SECONDS)) {
                return;
            }
            try {
                if (mayFetch(pause)) {
                    lastAttempt = nanoTime.getAsLong();
                    lastAttemptFailed = true;
                    snapshot = new Snapshot(trusted(fetch.fetch()), nanoTime.getAsLong());
                    lastAttemptFailed = false;
                }
            } finally {
                fetching.unlock();
            }
        } catch (IOException e) {
            log.warn("Could not fetch the token keys: {}", e.toString());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static JWKSet trusted(JWKSet published) throws IOException {
        var keys = published.getKeys().stream()
                .filter(key -> key instanceof RSAKey && !key.isPrivate())
                .filter(key -> key.size() >= SMALLEST_KEY_BITS)
                .filter(key -> key.getKeyID() != null)
                .filter(key -> key.getKeyUse() == null || key.getKeyUse().equals(KeyUse.SIGNATURE))
                .toList();
        if (keys.isEmpty()) {
            throw new IOException("no usable key is published");
        }
        return new JWKSet(keys);
    }
}
