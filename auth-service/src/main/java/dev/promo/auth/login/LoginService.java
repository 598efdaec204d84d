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
import dev.promo.auth.login.Credentials.Known;
import dev.promo.auth.login.FirstLoginMark.Marked;
import dev.promo.auth.login.LoginForm.Attempt;
import dev.promo.auth.login.LoginOutcome.BadCredentials;
import dev.promo.auth.login.LoginOutcome.LoggedIn;
import dev.promo.auth.login.LoginOutcome.TooManyAttempts;
import dev.promo.auth.password.Password;
import dev.promo.auth.session.Sessions;
import dev.promo.auth.token.TokenIssuer.Subject;
import dev.promo.defaults.metrics.Outcomes;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Flow 2/6. Logs a person in by user name, e-mail address or phone number and their password.
 *
 * <p>Whether the account is unknown or the password wrong, the same is computed and the same is answered: one look-up, one
 * try counted, one bcrypt comparison. Needs the database, never the broker. Counts {@code login.attempts{outcome}}.
 */
@Service
class LoginService {
    private static final Logger log = LoggerFactory.getLogger(LoginService.class);

    /** A look-up that finds nobody: no identifier can contain a space. */
    private static final String NOBODY = "nobody at all";

    private final Credentials credentials;
    private final PasswordCheck passwords;
    private final FirstLoginMark firstLogins;
    private final Sessions sessions;
    private final TransactionTemplate transaction;
    private final CostUpgrade costs;
    private final AuditTrail audit;
    private final Outcomes attempts;

    LoginService(
            Credentials credentials,
            PasswordCheck passwords,
            FirstLoginMark firstLogins,
            CostUpgrade costs,
            Sessions sessions,
            TransactionTemplate transaction,
            AuditTrail audit,
            MeterRegistry meters) {
        this.credentials = credentials;
        this.passwords = passwords;
        this.firstLogins = firstLogins;
        this.sessions = sessions;
        this.transaction = transaction;
        this.costs = costs;
        this.audit = audit;
        attempts = new Outcomes(meters, "login.attempts", "first", "repeated", "refused", "blocked", "overloaded");
    }

    LoginOutcome login(Attempt attempt) {
        var outcome = decide(attempt);
        count(outcome);
        return outcome;
    }

    private LoginOutcome decide(Attempt attempt) {
        var known = credentials.find(attempt.identifier().orElse(NOBODY)).orElse(null);
        var target = known == null
                ? Target.unknown(attempt.identifier().orElse(attempt.typed()))
                : Target.user(known.userId());
        return switch (passwords.check(target, attempt.password(), known == null ? null : known.passwordHash())) {
            case Right() ->
                accept(Objects.requireNonNull(known), attempt.password())
                        .orElseGet(() -> decide(attempt)); // by what the password is now
            case Wrong() -> {
                audit.record(AuditEvent.strangers(AuditAction.LOGIN_REFUSED, known == null ? null : known.userId()));
                yield new BadCredentials();
            }
            case Blocked(var retryAfter) -> new TooManyAttempts(retryAfter);
            case Overloaded() -> new LoginOutcome.Overloaded();
        };
    }

    /** Empty if the person was erased or changed their password while it was compared. */
    private Optional<LoginOutcome> accept(Known person, Password password) {
        var accepted = transaction.execute(_ -> logIn(person));
        if (accepted == null) {
            return Optional.empty();
        }
        if (accepted.firstLogin()) {
            log.info("User {} logged in for the first time", person.userId());
        }
        costs.afterLogin(person, password);
        return Optional.of(accepted);
    }

    /** The mark locks the person's row, so that roles which are read after it are not just being taken away. */
    private @Nullable LoggedIn logIn(Known person) {
        var marked = firstLogins.mark(person);
        return marked == Marked.STALE
                ? null
                : new LoggedIn(
                        new Subject(
                                person.userId(),
                                person.fullName(),
                                credentials.roles(person.userId()),
                                marked != Marked.RETURNED),
                        marked == Marked.FIRST,
                        sessions.open(person.userId()));
    }

    private void count(LoginOutcome outcome) {
        attempts.count(
                switch (outcome) {
                    case LoggedIn(var _, var first, var _) -> first ? "first" : "repeated";
                    case BadCredentials() -> "refused";
                    case TooManyAttempts(var _) -> "blocked";
                    case LoginOutcome.Overloaded() -> "overloaded";
                });
    }
}
