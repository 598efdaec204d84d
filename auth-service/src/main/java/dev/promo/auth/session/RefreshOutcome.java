package dev.promo.auth.session;

import dev.promo.auth.token.TokenIssuer.AccessToken;
import java.time.Duration;

/** What became of a refresh; every branch is ordinary business, none an error. */
sealed interface RefreshOutcome {

    /**
     * A new pair of the same session.
     *
     * @param repeated whether the token had been used before, within the grace
     */
    record Refreshed(AccessToken accessToken, RefreshToken refreshToken, Duration refreshExpiresIn, boolean repeated)
            implements RefreshOutcome {}

    /** No such token, or its time is over, or its session's. */
    record Refused() implements RefreshOutcome {}

    /** It had been used before, and not just now: one of two holders is a thief. The session has ended. */
    record Reused() implements RefreshOutcome {}
}
