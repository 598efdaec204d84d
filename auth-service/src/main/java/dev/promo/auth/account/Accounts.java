package dev.promo.auth.account;

import dev.promo.auth.account.SignupOutcome.Overloaded;
import dev.promo.auth.account.SignupOutcome.SignedUp;
import dev.promo.auth.account.SignupOutcome.Taken;
import dev.promo.auth.password.HashingOverloaded;
import dev.promo.auth.password.PasswordHashing;
import dev.promo.auth.token.Role;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Service;

/** Signs people up and knows their profiles. The database's unique key decides who gets an identifier first. */
@Service
class Accounts {
    private static final Logger log = LoggerFactory.getLogger(Accounts.class);

    /** More than enough: each repetition needs another sign-up in the very same moment. */
    private static final int ATTEMPTS = 5;

    private final AccountRepository accounts;
    private final PasswordHashing passwords;
    private final Clock clock;

    Accounts(AccountRepository accounts, PasswordHashing passwords, Clock clock) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.clock = clock;
    }

    SignupOutcome signup(NewAccount account) {
        return signup(account, Set.of());
    }

    /** The account and its roles come to be in one transaction, or neither. */
    SignupOutcome signup(NewAccount account, Set<Role> roles) {
        var taken = taken(account.identifiers());
        if (!taken.isEmpty()) { // known before the costly hash
            return new Taken(taken);
        }
        try {
            return store(account, roles, passwords.hash(account.password()));
        } catch (HashingOverloaded _) {
            return new Overloaded();
        }
    }

    private SignupOutcome store(NewAccount account, Set<Role> roles, String passwordHash) {
        for (var attempt = 1; ; attempt++) {
            try {
                var stored = accounts.saveAndFlush(new Account(account, roles, passwordHash, clock.instant()));
                var profile = stored.profile();
                log.info("User {} signed up", profile.userId());
                return new SignedUp(profile);
            } catch (DataIntegrityViolationException somebodyWasFaster) {
                var taken = taken(account.identifiers());
                if (!taken.isEmpty()) {
                    return new Taken(taken);
                }
                if (attempt == ATTEMPTS) {
                    throw somebodyWasFaster;
                }
            } catch (ConcurrencyFailureException deadlock) { // of sign-ups that want the same identifier
                if (attempt == ATTEMPTS) {
                    throw deadlock;
                }
            }
        }
    }

    Optional<Profile> profile(long userId) {
        return accounts.findById(userId).map(Account::profile);
    }

    private List<IdentifierKind> taken(SortedMap<IdentifierKind, String> identifiers) {
        var taken = accounts.taken(identifiers.values());
        return identifiers.entrySet().stream()
                .filter(identifier -> taken.contains(identifier.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }
}
