package dev.promo.auth.attempt;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How often an account's password was tried lately: the rules, without the row they are kept in.
 *
 * @param failures wrong passwords in a row; none counts any more from {@code forgottenAt} on
 * @param inFlight tries that are being computed; none counts any more from {@code reservedUntil} on, when whoever began them
 *     must have died
 * @param blockedUntil before that, none is tried; null for never
 */
record Tally(
        int failures,
        int inFlight,
        @Nullable Instant reservedUntil,
        @Nullable Instant blockedUntil,
        @Nullable Instant forgottenAt) {

    static final Tally NOTHING = new Tally(0, 0, null, null, null);

    /** Longer than any password waits and is computed; after that, its reservation is nobody's. */
    static final Duration LONGEST_TRY = Duration.ofMinutes(1);

    /** The first wrong passwords are a person's; from this one on, each doubles the pause. */
    private static final int FREE_FAILURES = 4;

    private static final int LONGEST_PAUSE_EXPONENT = 10;

    /** What still counts now. */
    Tally at(Instant now) {
        var forgotten = forgottenAt == null || !now.isBefore(forgottenAt);
        var abandoned = reservedUntil == null || !now.isBefore(reservedUntil);
        return new Tally(
                forgotten ? 0 : failures,
                abandoned ? 0 : inFlight,
                abandoned ? null : reservedUntil,
                blockedUntil == null || !now.isBefore(blockedUntil) ? null : blockedUntil,
                forgotten ? null : forgottenAt);
    }

    /** Whether one more may be tried, even if all that are being tried are wrong. Of a tally {@link #at now}. */
    boolean hasRoom(int limit) {
        return blockedUntil == null && failures + inFlight < limit;
    }

    Tally reserved(Instant now) {
        return new Tally(failures, inFlight + 1, now.plus(LONGEST_TRY), blockedUntil, forgottenAt);
    }

    Tally released() {
        return new Tally(failures, Math.max(0, inFlight - 1), reservedUntil, blockedUntil, forgottenAt);
    }

    Tally succeeded() {
        return new Tally(0, Math.max(0, inFlight - 1), reservedUntil, null, null);
    }

    Tally failed(Instant now, AttemptProperties rules) {
        var count = failures + 1;
        var pause = count >= rules.lockoutAfter() ? rules.lockout() : pauseAfter(count, rules.lockout());
        return new Tally(
                count,
                Math.max(0, inFlight - 1),
                reservedUntil,
                pause.isZero() ? blockedUntil : now.plus(pause),
                now.plus(rules.lockout()));
    }

    private static Duration pauseAfter(int failures, Duration longest) {
        if (failures <= FREE_FAILURES) {
            return Duration.ZERO;
        }
        var pause = Duration.ofSeconds(1L << Math.min(LONGEST_PAUSE_EXPONENT, failures - FREE_FAILURES - 1));
        return pause.compareTo(longest) < 0 ? pause : longest;
    }
}
