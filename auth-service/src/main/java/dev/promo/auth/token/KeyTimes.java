package dev.promo.auth.token;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a key does when. It is published from {@code createdAt} on.
 *
 * @param signsUntil when the next key takes over, which is its {@code signsFrom}; null as long as there is no next one
 * @param verifiesUntil from when on no token of this key can be good any more; null as long as there is no next one
 */
record KeyTimes(
        String kid,
        Instant createdAt,
        Instant signsFrom,
        @Nullable Instant signsUntil,
        @Nullable Instant verifiesUntil) {

    boolean signsAt(Instant moment) {
        return stateAt(moment) == State.SIGNING;
    }

    boolean verifiesAt(Instant moment) {
        return verifiesUntil == null || moment.isBefore(verifiesUntil);
    }

    State stateAt(Instant moment) {
        if (moment.isBefore(signsFrom)) {
            return State.PUBLISHED;
        }
        return signsUntil == null || moment.isBefore(signsUntil) ? State.SIGNING : State.RETIRED;
    }

    /** What a key is there for; one at a time signs. */
    enum State {
        /** Verifiers get to know it. */
        PUBLISHED,
        SIGNING,
        /** Verifies what it has signed, as long as that can be good. */
        RETIRED
    }
}
