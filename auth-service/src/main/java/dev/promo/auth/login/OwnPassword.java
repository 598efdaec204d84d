package dev.promo.auth.login;

import dev.promo.auth.attempt.PasswordCheck;
import dev.promo.auth.attempt.Target;
import dev.promo.auth.attempt.Verdict.Blocked;
import dev.promo.auth.attempt.Verdict.Overloaded;
import dev.promo.auth.attempt.Verdict.Right;
import dev.promo.auth.attempt.Verdict.Wrong;
import dev.promo.auth.audit.AuditAction;
import dev.promo.auth.audit.AuditEvent;
import dev.promo.auth.audit.AuditTrail;
import dev.promo.auth.login.OwnPassword.Confirmation.Confirmed;
import dev.promo.auth.login.OwnPassword.Confirmation.Refused;
import dev.promo.auth.password.Password;
import dev.promo.defaults.problem.ApiProblem;
import dev.promo.defaults.problem.StandardProblem;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Has people who are logged in confirm something grave by their password: a token alone may be a thief's, or a colleague's at an
 * unlocked screen. It counts as a try of the account's password. Not to be called inside a transaction, as a hash is computed.
 */
@Component
public class OwnPassword {

    private final JdbcClient jdbc;
    private final PasswordCheck passwords;
    private final AuditTrail audit;

    OwnPassword(JdbcClient jdbc, PasswordCheck passwords, AuditTrail audit) {
        this.jdbc = jdbc;
        this.passwords = passwords;
        this.audit = audit;
    }

    /** Whether this is the person's password now. */
    public Confirmation confirm(long userId, Password password) {
        var hash = jdbc.sql("SELECT password_hash FROM users WHERE id = ? AND erased_at IS NULL")
                .param(userId)
                .query(String.class)
                .optional();
        if (hash.isEmpty()) {
            return new Refused(StandardProblem.NOT_FOUND.problem());
        }
        return switch (passwords.check(Target.user(userId), password, hash.get())) {
            case Right() -> new Confirmed(hash.get());
            case Wrong() -> {
                audit.record(AuditEvent.own(AuditAction.LOGIN_REFUSED, userId));
                yield new Refused(new ApiProblem(HttpStatus.FORBIDDEN, "WRONG_PASSWORD", "That is not your password."));
            }
            case Blocked(var retryAfter) -> new Refused(LoginProblems.tooManyAttempts(retryAfter));
            case Overloaded() ->
                new Refused(StandardProblem.OVERLOADED.problem().header("Retry-After", "1"));
        };
    }

    /**
     * Locks the person's row until the caller's transaction ends, if the password is still the one that was confirmed. False
     * means: it has another hash by now, or the person was erased; ask {@link #confirm} again.
     */
    @Transactional
    public boolean isStill(Confirmed confirmed, long userId) {
        return jdbc.sql("SELECT id FROM users WHERE id = ? AND password_hash = ? FOR UPDATE")
                .param(userId)
                .param(confirmed.hash())
                .query(Long.class)
                .optional()
                .isPresent();
    }

    /** What a password turned out to be; every branch is ordinary. */
    public sealed interface Confirmation {

        /**
         * It is the password.
         *
         * @param hash the bcrypt hash that it matched
         */
        record Confirmed(String hash) implements Confirmation {
            @Override
            public String toString() {
                return "Confirmed[secret]";
            }
        }

        /** Not confirmed, and nothing was changed. */
        record Refused(ApiProblem problem) implements Confirmation {}
    }
}
