package dev.promo.auth.recovery;

import dev.promo.auth.audit.AuditAction;
import dev.promo.auth.audit.AuditEvent;
import dev.promo.auth.audit.AuditTrail;
import dev.promo.auth.login.OwnPassword;
import dev.promo.auth.login.OwnPassword.Confirmation.Confirmed;
import dev.promo.auth.login.OwnPassword.Confirmation.Refused;
import dev.promo.auth.password.HashingOverloaded;
import dev.promo.auth.recovery.PasswordForms.Change;
import dev.promo.auth.recovery.PasswordOutcome.Done;
import dev.promo.auth.recovery.PasswordOutcome.NotConfirmed;
import dev.promo.auth.recovery.PasswordOutcome.Overloaded;
import dev.promo.auth.recovery.PasswordOutcome.Unfit;
import dev.promo.auth.session.EndReason;
import dev.promo.auth.session.Sessions;
import dev.promo.defaults.token.Caller;
import java.util.Objects;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Gives people who know their password another one, and ends their other sessions with it. Of two changes from the same old
 * password at the same time, one is made.
 */
@Service
class PasswordChange {

    private final OwnPassword ownPassword;
    private final NewPassword newPassword;
    private final ResetTokens resets;
    private final Sessions sessions;
    private final AuditTrail audit;
    private final TransactionTemplate transaction;

    PasswordChange(
            OwnPassword ownPassword,
            NewPassword newPassword,
            ResetTokens resets,
            Sessions sessions,
            AuditTrail audit,
            TransactionTemplate transaction) {
        this.ownPassword = ownPassword;
        this.newPassword = newPassword;
        this.resets = resets;
        this.sessions = sessions;
        this.audit = audit;
        this.transaction = transaction;
    }

    PasswordOutcome change(Caller caller, Change change) {
        var violations = newPassword.check(caller.userId(), change.next());
        if (!violations.isEmpty()) {
            return new Unfit(violations);
        }
        try {
            while (true) {
                switch (ownPassword.confirm(caller.userId(), change.current())) {
                    case Refused(var problem) -> {
                        return new NotConfirmed(problem);
                    }
                    case Confirmed confirmed -> {
                        if (store(caller, confirmed, newPassword.hash(change.next()))) {
                            return new Done();
                        }
                    }
                }
            }
        } catch (HashingOverloaded _) {
            return new Overloaded();
        }
    }

    /** False if the password that was confirmed is not the person's any more. */
    private boolean store(Caller caller, Confirmed confirmed, String hash) {
        var userId = caller.userId();
        return Objects.requireNonNull(transaction.execute(_ -> {
            if (!ownPassword.isStill(confirmed, userId)) {
                return false;
            }
            newPassword.store(userId, hash);
            resets.revoke(userId);
            var ended = sessions.endOthers(userId, caller.sessionId(), EndReason.PASSWORD_CHANGED);
            audit.record(AuditEvent.own(AuditAction.PASSWORD_CHANGED, userId)
                    .with("endedSessions", Integer.toString(ended)));
            return true;
        }));
    }
}
