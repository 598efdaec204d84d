package dev.promo.auth.erasure;

import static dev.promo.defaults.database.Columns.utc;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.promo.auth.account.Tombstones;
import dev.promo.auth.audit.AuditAction;
import dev.promo.auth.audit.AuditEvent;
import dev.promo.auth.audit.AuditTrail;
import dev.promo.auth.erasure.ErasureOutcome.Erased;
import dev.promo.auth.erasure.ErasureOutcome.IsAdmin;
import dev.promo.auth.erasure.ErasureOutcome.NotConfirmed;
import dev.promo.auth.login.OwnPassword;
import dev.promo.auth.login.OwnPassword.Confirmation.Confirmed;
import dev.promo.auth.login.OwnPassword.Confirmation.Refused;
import dev.promo.auth.password.Password;
import dev.promo.auth.session.EndReason;
import dev.promo.auth.session.Sessions;
import dev.promo.defaults.outbox.Outbox;
import dev.promo.events.AccountErased;
import dev.promo.events.AccountErasedFormat;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes everything that says who somebody is, in one transaction. What stays is an empty row, so that the number in the
 * vouchers' ledger is nobody else's, and {@link Tombstones} if the person had had their first login, so that coming back brings
 * no second gift. Others, who know the number, are told of it by an event that is stored in the same transaction.
 *
 * <p>Every login locks the person's row and looks whether they are erased, so one at the same time is either before, and ended
 * with the others, or not at all. A sign-up with one of the identifiers finds them free only when all of this is done.
 */
@Service
class Erasure {
    private static final Logger log = LoggerFactory.getLogger(Erasure.class);

    private final OwnPassword ownPassword;
    private final Tombstones tombstones;
    private final Sessions sessions;
    private final Outbox outbox;
    private final AuditTrail audit;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Erasure(
            OwnPassword ownPassword,
            Tombstones tombstones,
            Sessions sessions,
            Outbox outbox,
            AuditTrail audit,
            JdbcClient jdbc,
            TransactionTemplate transaction,
            Clock clock) {
        this.ownPassword = ownPassword;
        this.tombstones = tombstones;
        this.sessions = sessions;
        this.outbox = outbox;
        this.audit = audit;
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.clock = clock;
    }

    ErasureOutcome erase(long userId, Password password) {
        while (true) {
            switch (ownPassword.confirm(userId, password)) {
                case Refused(var problem) -> {
                    return new NotConfirmed(problem);
                }
                case Confirmed confirmed -> {
                    var outcome = erase(userId, confirmed);
                    if (outcome.isPresent()) {
                        return outcome.get();
                    }
                }
            }
        }
    }

    /** Empty if the password that was confirmed is not the person's any more. */
    private Optional<ErasureOutcome> erase(long userId, Confirmed confirmed) {
        return transaction.execute(_ -> {
            if (!ownPassword.isStill(confirmed, userId)) {
                return Optional.empty();
            }
            if (isAdmin(userId)) {
                return Optional.of(new IsAdmin());
            }
            if (hadFirstLogin(userId)) {
                tombstones.keep(userId);
            }
            delete("identifiers", userId);
            delete("user_roles", userId);
            delete("password_resets", userId);
            var now = clock.instant();
            empty(userId, now);
            outbox.append(AccountErasedFormat.write(UuidCreator.getTimeOrderedEpoch(), new AccountErased(userId, now)));
            sessions.endAll(userId, EndReason.ACCOUNT_ERASED);
            audit.record(AuditEvent.own(AuditAction.ACCOUNT_ERASED, userId));
            log.info("User {} was erased", userId);
            return Optional.of(new Erased());
        });
    }

    private boolean isAdmin(long userId) {
        return jdbc.sql("SELECT COUNT(*) FROM user_roles WHERE user_id = ? AND role = 'ADMIN'")
                        .param(userId)
                        .query(Long.class)
                        .single()
                > 0;
    }

    private boolean hadFirstLogin(long userId) {
        return jdbc.sql("SELECT COUNT(*) FROM users WHERE id = ? AND first_login_at IS NOT NULL")
                        .param(userId)
                        .query(Long.class)
                        .single()
                > 0;
    }

    private void delete(String table, long userId) {
        jdbc.sql("DELETE FROM " + table + " WHERE user_id = ?").param(userId).update();
    }

    private void empty(long userId, Instant now) {
        jdbc.sql("""
                        UPDATE users SET full_name = NULL, user_name = NULL, email = NULL, phone_number = NULL,
                            password_hash = NULL, birthday = NULL, first_login_at = NULL, latest_login = NULL,
                            returned = FALSE, erased_at = :now
                        WHERE id = :id""").param("now", utc(now)).param("id", userId).update();
    }
}
