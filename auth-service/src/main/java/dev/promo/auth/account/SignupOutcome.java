package dev.promo.auth.account;

import java.util.List;

/** What became of a sign-up; every branch is ordinary. */
sealed interface SignupOutcome {
    record SignedUp(Profile profile) implements SignupOutcome {}

    /** Somebody has these already; nothing was stored. */
    record Taken(List<IdentifierKind> kinds) implements SignupOutcome {}

    /** Too many passwords wait to be hashed; nothing was stored. */
    record Overloaded() implements SignupOutcome {}
}
