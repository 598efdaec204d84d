package dev.promo.local.stack;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How patient a supervisor is with one component that keeps dying: it waits 1, 2, 4, 8 and 16 seconds, and then gives up. A
 * component that stayed up for a minute has a clean slate. Not safe for concurrent use.
 */
final class Restarts {

    private static final int TRIES = 5;
    private static final Duration GOOD_RUN = Duration.ofMinutes(1);

    private int tries;

    /** How long to wait before the next start; empty to give up. */
    Optional<Duration> after(Instant started, Instant died) {
        if (Duration.between(started, died).compareTo(GOOD_RUN) >= 0) {
            tries = 0;
        }
        if (tries == TRIES) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofSeconds(1L << tries++));
    }
}
