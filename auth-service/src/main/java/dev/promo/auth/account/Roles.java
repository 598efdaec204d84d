package dev.promo.auth.account;

import dev.promo.auth.account.RoleChange.Changed;
import dev.promo.auth.account.RoleChange.OwnAdminRole;
import dev.promo.auth.account.RoleChange.UnknownUser;
import dev.promo.auth.audit.AuditAction;
import dev.promo.auth.audit.AuditEvent;
import dev.promo.auth.audit.AuditTrail;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Who has which roles. Tokens at hand keep what they say: a change holds from the person's next token on. */
@Service
class Roles {
    private static final Logger log = LoggerFactory.getLogger(Roles.class);

    private final AccountRepository accounts;
    private final AuditTrail audit;

    Roles(AccountRepository accounts, AuditTrail audit) {
        this.accounts = accounts;
        this.audit = audit;
    }

    @Transactional(readOnly = true)
    public Optional<UserRoles> of(long userId) {
        return accounts.findById(userId).map(Account::userRoles);
    }

    /** The roles of whoever has this normalised identifier. */
    @Transactional(readOnly = true)
    public Optional<UserRoles> ofHolder(String identifier) {
        return accounts.findByIdentifier(identifier).map(Account::userRoles);
    }

    /** Leaves the person with these roles and {@link Role#USER}; of changes at the same time, the last one holds as a whole. */
    @Transactional
    public RoleChange change(long admin, long userId, Set<Role> roles) {
        if (admin == userId && !roles.contains(Role.ADMIN)) {
            return new OwnAdminRole();
        }
        var account = accounts.findByIdForUpdate(userId).orElse(null);
        if (account == null) {
            return new UnknownUser();
        }
        account.grantOnly(roles);
        var now = account.userRoles();
        audit.record(AuditEvent.by(admin, AuditAction.ROLES_CHANGED, userId)
                .with("roles", now.roles().stream().map(Role::name).collect(Collectors.joining(","))));
        log.info("Admin {} left user {} with the roles {}", admin, userId, now.roles());
        return new Changed(now);
    }
}
