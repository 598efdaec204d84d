package dev.promo.auth.login;

import dev.promo.auth.audit.AuditAction;
import dev.promo.auth.audit.AuditEvent;
import dev.promo.auth.audit.AuditTrail;
import dev.promo.auth.login.Credentials.Known;
import dev.promo.auth.login.FirstLoginMark.Marked;
import dev.promo.auth.login.LoginForm.Attempt;
import dev.promo.auth.login.LoginOutcome.BadCredentials;
import dev.promo.auth.login.LoginOutcome.LoggedIn;
import dev.promo.auth.login.LoginOutcome.Overloaded;
import dev.promo.auth.password.HashingOverloaded;
import dev.promo.auth.password.PasswordHashing;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/**
 * Flow 2/6. Logs a person in by user name, e-mail address or phone number and their password.
 *
 * <p>Whether the account is unknown or the password wrong, the same is computed and the same is answered: one look-up, one
 * bcrypt comparison. Needs the database, never the broker. Counts {@code login.attempts{outcome}}.
 */
@Service
class LoginService {
    private static final Logger log = LoggerFactory.getLogger(LoginService.class);

    /** A look-up that finds nobody: no identifier can contain a space. */
    private static final String NOBODY = "nobody at all";

    private final Credentials credentials;
    private final PasswordHashing passwords;
    private final FirstLoginMark firstLogins;
    private final AuditTrail audit;
    private final MeterRegistry meters;

    LoginService(
            Credentials credentials,
            PasswordHashing passwords,
            FirstLoginMark firstLogins,
            AuditTrail audit,
            MeterRegistry meters) {
        this.credentials = credentials;
        this.passwords = passwords;
        this.firstLogins = firstLogins;
        this.audit = audit;
        this.meters = meters;
    }

    LoginOutcome login(Attempt attempt) {
        var outcome = decide(attempt);
        count(outcome);
        return outcome;
    }

    private LoginOutcome decide(Attempt attempt) {
        var known = credentials.find(attempt.identifier().orElse(NOBODY)).orElse(null);
        boolean matches;
        try {
            matches = passwords.matches(attempt.password(), known == null ? null : known.passwordHash());
        } catch (HashingOverloaded _) {
            return new Overloaded();
        }
        if (known == null || !matches) {
            audit.record(AuditEvent.strangers(AuditAction.LOGIN_REFUSED, known == null ? null : known.userId()));
            return new BadCredentials();
        }
        return accept(known).orElseGet(() -> decide(attempt)); // by what the password is now
    }

    /** Empty if the person was erased or changed their password while it was compared. */
    private Optional<LoginOutcome> accept(Known person) {
        var marked = firstLogins.mark(person);
        if (marked == Marked.STALE) {
            return Optional.empty();
        }
        var first = marked == Marked.FIRST;
        if (first) {
            log.info("User {} logged in for the first time", person.userId());
        }
        return Optional.of(new LoggedIn(person.userId(), person.fullName(), person.roles(), first));
    }

    private void count(LoginOutcome outcome) {
        var name = switch (outcome) {
            case LoggedIn(var _, var _, var _, var first) -> first ? "first" : "repeated";
            case BadCredentials() -> "refused";
            case Overloaded() -> "overloaded";
        };
        meters.counter("login.attempts", "outcome", name).increment();
    }
}
