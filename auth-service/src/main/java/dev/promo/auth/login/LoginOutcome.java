package dev.promo.auth.login;

import dev.promo.auth.session.Opened;
import dev.promo.auth.token.TokenIssuer.Subject;
import java.time.Duration;

/** What became of a login; every branch is ordinary business, none an error. */
sealed interface LoginOutcome {

    /**
     * The password is right.
     *
     * @param person as tokens say it
     * @param firstLogin whether this was the person's first login ever; true for one login only, however many race
     * @param session what has begun with this login
     */
    record LoggedIn(Subject person, boolean firstLogin, Opened session) implements LoginOutcome {}

    /** Unknown account or wrong password; which of them is nobody's business. */
    record BadCredentials() implements LoginOutcome {}

    /** Too many wrong passwords: this one was not compared, and none will be for so long. */
    record TooManyAttempts(Duration retryAfter) implements LoginOutcome {}

    /** Too many passwords wait to be compared already: this one was not, and nothing was changed. */
    record Overloaded() implements LoginOutcome {}
}
