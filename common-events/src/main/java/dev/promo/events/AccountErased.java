package dev.promo.events;

import java.time.Instant;

/**
 * A person has had themselves erased: nothing is to be given to that number any more.
 *
 * <p>Published once per user, delivered at least once; an erased person never comes back under the same number. Carries the
 * number and the time only, and says nothing of whom it was.
 *
 * @param userId positive, never reused
 * @param erasedAt when it happened, UTC, cut to whole microseconds
 */
public record AccountErased(long userId, Instant erasedAt) {

    /** Keyed by user id, and kept for ever: whoever comes later learns of everybody who was erased before. */
    public static final String TOPIC = "auth.account-erased";

    public AccountErased {
        Rules.positive("userId", userId);
        erasedAt = Rules.moment("erasedAt", erasedAt);
    }
}
