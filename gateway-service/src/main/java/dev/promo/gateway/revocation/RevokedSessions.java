package dev.promo.gateway.revocation;

import dev.promo.events.SessionRevoked;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The sessions that have ended before their time, each for as long as a token of it may still be accepted. Safe for
 * concurrent use; memory is bounded by how many sessions end in a token's lifetime.
 */
final class RevokedSessions {

    /** When all tokens are gone, by session id as tokens write it. */
    private final ConcurrentHashMap<String, Instant> goneAt = new ConcurrentHashMap<>();

    private final Clock clock;

    RevokedSessions(Clock clock) {
        this.clock = clock;
    }

    void add(SessionRevoked event) {
        if (event.tokensGoneAt().isAfter(clock.instant())) {
            goneAt.put(event.sessionId().toString(), event.tokensGoneAt());
        }
    }

    boolean contains(String sessionId) {
        return goneAt.containsKey(sessionId);
    }

    /** Of sessions without a token that could be accepted. */
    void forget() {
        var now = clock.instant();
        goneAt.values().removeIf(gone -> !gone.isAfter(now));
    }

    int size() {
        return goneAt.size();
    }
}
