package dev.promo.auth.login;

import dev.promo.auth.audit.AuditAction;
import dev.promo.auth.audit.AuditEvent;
import dev.promo.auth.audit.AuditTrail;
import dev.promo.auth.login.OwnPassword.Confirmation.Confirmed;
import dev.promo.auth.login.OwnPassword.Confirmation.Refused;
import dev.promo.auth.password.HashingOverloaded;
import dev.promo.auth.password.Password;
import dev.promo.auth.password.PasswordHashing;
import dev.promo.defaults.problem.ApiProblem;
import dev.promo.defaults.problem.StandardProblem;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Has people who are logged in confirm something grave by their password: a token alone may be a thief's, or a colleague's at an
 * unlocked screen. Not to be called inside a transaction, as a hash is computed.
 */
@Component
public class OwnPassword {

    private final JdbcClient jdbc;
    private final PasswordHashing passwords;
    private final AuditTrail audit;

    OwnPassword(JdbcClient jdbc, PasswordHashing passwords, AuditTrail audit) {
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
        try {
            if (passwords.matches(password, hash.get())) {
                return new Confirmed(hash.get());
            }
        } catch (HashingOverloaded _) {
            return new Refused(StandardProblem.OVERLOADED.problem().header("Retry-After", "1"));
        }
        audit.record(AuditEvent.own(AuditAction.LOGIN_REFUSED, userId));
        return new Refused(new ApiProblem(HttpStatus.FORBIDDEN, "WRONG_PASSWORD", "That is not your password."));
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

        /** @param hash the bcrypt hash that the password matched */
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
