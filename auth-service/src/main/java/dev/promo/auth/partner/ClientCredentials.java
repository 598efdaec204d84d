package dev.promo.auth.partner;

import dev.promo.auth.audit.AuditAction;
import dev.promo.auth.audit.AuditEvent;
import dev.promo.auth.audit.AuditTrail;
import dev.promo.auth.partner.ServiceAccounts.Secrets;
import dev.promo.auth.secret.SecretText;
import dev.promo.auth.token.Role;
import dev.promo.auth.token.TokenIssuer;
import dev.promo.auth.token.TokenIssuer.AccessToken;
import dev.promo.auth.token.TokenIssuer.Subject;
import dev.promo.defaults.metrics.Outcomes;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * Gives a service account a token for its secret (RFC 6749 §4.4), each of a session of its own. Unknown accounts and wrong
 * secrets are the same: the same is compared, in the same time. Counts {@code token.grants{outcome=granted|refused}}.
 */
@Service
class ClientCredentials {

    private static final byte[] NOBODYS = new byte[32];

    private final ServiceAccounts accounts;
    private final TokenIssuer tokens;
    private final AuditTrail audit;
    private final Outcomes grants;
    private final Clock clock;

    ClientCredentials(
            ServiceAccounts accounts, TokenIssuer tokens, AuditTrail audit, MeterRegistry meters, Clock clock) {
        this.accounts = accounts;
        this.tokens = tokens;
        this.audit = audit;
        grants = new Outcomes(meters, "token.grants", "granted", "refused");
        this.clock = clock;
    }

    /** Empty if there is no such account, or that is not its secret. */
    Optional<AccessToken> grant(String clientId, String secret) {
        var account = ClientId.of(clientId).flatMap(accounts::secrets).orElse(null);
        var matches = SecretText.of(secret).map(text -> matches(text, account)).orElse(false);
        if (account == null || !matches) {
            audit.record(AuditEvent.strangers(AuditAction.LOGIN_REFUSED, account == null ? null : account.accountId())
                    .with("grant", "client_credentials"));
            grants.count("refused");
            return Optional.empty();
        }
        var program = new Subject(account.accountId(), account.name(), List.of(Role.PARTNER.name()), false);
        var token = tokens.issue(program, UUID.randomUUID());
        audit.record(AuditEvent.own(AuditAction.LOGGED_IN, account.accountId()).with("grant", "client_credentials"));
        grants.count("granted");
        return Optional.of(token);
    }

    private boolean matches(SecretText secret, @Nullable Secrets account) {
        var hash = secret.hash();
        var current = MessageDigest.isEqual(hash, account == null ? NOBODYS : account.current());
        var previous = MessageDigest.isEqual(hash, account == null ? NOBODYS : previous(account));
        return current || previous; // both compared, whichever it is
    }

    private byte[] previous(Secrets account) {
        var until = account.previousUntil();
        var previous = account.previous();
        return previous != null && until != null && clock.instant().isBefore(until) ? previous : NOBODYS;
    }
}
