package dev.promo.events;

import java.time.Instant;
import java.util.UUID;

/**
 * A session has ended before its time: no access token of it is to be accepted any more.
 *
 * <p>Published once per session, delivered at least once; a session never comes back. Whoever verifies tokens keeps what
 * this says until {@code tokensGoneAt} and may forget it then.
 *
 * @param sessionId the claim {@code sid} of the tokens concerned
 * @param userId whose session it was; positive
 * @param revokedAt when it ended, UTC, cut to whole microseconds
 * @param tokensGoneAt not before {@code revokedAt}; from then on every token of the session has expired, whoever's clock is
 *     asked
 */
public record SessionRevoked(UUID sessionId, long userId, Instant revokedAt, Instant tokensGoneAt) {

    /** Keyed by session id, compacted, and deleted once every token concerned is gone. */
    public static final String TOPIC = "auth.session-revoked";

    public SessionRevoked {
        Rules.positive("userId", userId);
        revokedAt = Rules.moment("revokedAt", revokedAt);
        tokensGoneAt = Rules.moment("tokensGoneAt", tokensGoneAt);
        if (tokensGoneAt.isBefore(revokedAt)) {
            throw new IllegalArgumentException("tokensGoneAt must not be before revokedAt");
        }
    }
}
