package dev.promo.auth.attempt;

import java.time.Duration;

/** What became of one try of a password; every branch is ordinary business. */
public sealed interface Verdict {

    /** It is the password. The account's failures are forgotten. */
    record Right() implements Verdict {}

    /** It is not, or there is no such account. */
    record Wrong() implements Verdict {}

    /** Nothing was computed, be the password right or wrong: the account takes none for so long, at least a second. */
    record Blocked(Duration retryAfter) implements Verdict {}

    /** Nothing was computed: too many passwords wait already. This one was not counted. */
    record Overloaded() implements Verdict {}
}
