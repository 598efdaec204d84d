package dev.promo.auth.erasure;

import dev.promo.defaults.problem.ApiProblem;

/** What became of a wish to be erased; every branch is ordinary. */
sealed interface ErasureOutcome {
    record Erased() implements ErasureOutcome {}

    /** The password was not confirmed; nothing was changed. */
    record NotConfirmed(ApiProblem problem) implements ErasureOutcome {}

    /** Admins cannot go before another admin took that role from them, so that one is left; nothing was changed. */
    record IsAdmin() implements ErasureOutcome {}
}
