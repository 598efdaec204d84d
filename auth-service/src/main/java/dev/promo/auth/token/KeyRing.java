package dev.promo.auth.token;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The keys as this instance knows them, in memory: signing and verifying never wait for the database. Thread-safe.
 *
 * <p>What a key does depends on the time alone, so instances that have read the same rows change over together.
 */
@Component
class KeyRing {

    private final Clock clock;
    private final Duration lead;

    private volatile @Nullable Reading reading;

    private record Reading(List<KeptKey> keys, Instant at) {}

    KeyRing(KeyProperties properties, Clock clock) {
        this.lead = properties.keyLead();
        this.clock = clock;
    }

    /** @param readAt before the keys were read */
    void replace(List<KeptKey> keys, Instant readAt) {
        reading = new Reading(List.copyOf(keys), readAt);
    }

    /**
     * The key that signs now; empty before there is one, and when they have not been read for so long that a key unknown here
     * may have taken over: no instance signs by a key after its time.
     */
    Optional<KeptKey> signing() {
        var now = clock.instant();
        var known = reading;
        if (known == null || now.isAfter(known.at.plus(lead))) {
            return Optional.empty();
        }
        return known.keys.stream().filter(kept -> kept.times().signsAt(now)).findFirst();
    }

    /** The keys to be published: that signs, those that will, and those that did and whose tokens may be good. */
    List<SigningKey> verifying() {
        var now = clock.instant();
        return keys().stream()
                .filter(kept -> kept.times().verifiesAt(now))
                .map(KeptKey::key)
                .toList();
    }

    Optional<SigningKey> find(String kid) {
        return keys().stream()
                .map(KeptKey::key)
                .filter(key -> key.id().equals(kid))
                .findFirst();
    }

    /** All that were read last. */
    List<KeptKey> keys() {
        var known = reading;
        return known == null ? List.of() : known.keys;
    }
}
