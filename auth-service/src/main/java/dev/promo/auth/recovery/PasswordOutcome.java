package dev.promo.auth.recovery;

import dev.promo.defaults.problem.ApiProblem;
import dev.promo.defaults.problem.FieldViolation;
import java.util.List;

/** What became of a new password; every branch is ordinary. */
sealed interface PasswordOutcome {
    record Done() implements PasswordOutcome {}

    /** The new one breaks rules; nothing was changed. */
    record Unfit(List<FieldViolation> violations) implements PasswordOutcome {}

    /** The old one was not confirmed; nothing was changed. */
    record NotConfirmed(ApiProblem problem) implements PasswordOutcome {}

    /** The reset token is nobody's, or not any more; nothing was changed. */
    record BadToken() implements PasswordOutcome {}

    /** Too many passwords wait to be hashed; nothing was changed. */
    record Overloaded() implements PasswordOutcome {}
}
