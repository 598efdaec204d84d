package dev.promo.auth.recovery;

import dev.promo.auth.attempt.PasswordCheck;
import dev.promo.auth.audit.AuditAction;
import dev.promo.auth.audit.AuditEvent;
import dev.promo.auth.audit.AuditTrail;
import dev.promo.auth.password.HashingOverloaded;
import dev.promo.auth.recovery.PasswordForms.Reset;
import dev.promo.auth.recovery.PasswordOutcome.BadToken;
import dev.promo.auth.recovery.PasswordOutcome.Done;
import dev.promo.auth.recovery.PasswordOutcome.Overloaded;
import dev.promo.auth.recovery.PasswordOutcome.Unfit;
import dev.promo.auth.secret.SecretText;
import dev.promo.auth.session.EndReason;
import dev.promo.auth.session.Sessions;
import java.util.Objects;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Gives a person who was sent a token a new password, ends all their sessions and lifts a lockout: who had the old password has
 * nothing any more. A token works once, however many race; one whose new password is refused stays good.
 */
@Service
class PasswordReset {

    private final ResetTokens tokens;
    private final NewPassword newPassword;
    private final Sessions sessions;
    private final PasswordCheck attempts;
    private final AuditTrail audit;
    private final TransactionTemplate transaction;

    PasswordReset(
            ResetTokens tokens,
            NewPassword newPassword,
            Sessions sessions,
            PasswordCheck attempts,
            AuditTrail audit,
            TransactionTemplate transaction) {
        this.tokens = tokens;
        this.newPassword = newPassword;
        this.sessions = sessions;
        this.attempts = attempts;
        this.audit = audit;
        this.transaction = transaction;
    }

    PasswordOutcome reset(Reset reset) {
        var token = SecretText.of(reset.token()).orElse(null);
        if (token == null) {
            return new BadToken();
        }
        var holder = tokens.holder(token);
        if (holder.isEmpty()) {
            return new BadToken(); // before the costly hash
        }
        var userId = holder.getAsLong();
        var violations = newPassword.check(userId, reset.next());
        if (!violations.isEmpty()) {
            return new Unfit(violations);
        }
        try {
            return store(userId, token, newPassword.hash(reset.next())) ? new Done() : new BadToken();
        } catch (HashingOverloaded _) {
            return new Overloaded();
        }
    }

    private boolean store(long userId, SecretText token, String hash) {
        return Objects.requireNonNull(transaction.execute(attempt -> {
            // the person's row first, as everywhere; of an erased person no token is left
            if (!newPassword.store(userId, hash) || !tokens.use(token)) {
                attempt.setRollbackOnly();
                return false;
            }
            attempts.forgive(userId);
            var ended = sessions.endAll(userId, EndReason.PASSWORD_RESET);
            audit.record(AuditEvent.strangers(AuditAction.PASSWORD_RESET, userId)
                    .with("endedSessions", Integer.toString(ended)));
            return true;
        }));
    }
}
