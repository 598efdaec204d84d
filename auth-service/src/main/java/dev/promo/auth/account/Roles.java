package dev.promo.auth.account;

import dev.promo.auth.account.RoleChange.Changed;
import dev.promo.auth.account.RoleChange.NoAdminAnyMore;
import dev.promo.auth.account.RoleChange.OwnAdminRole;
import dev.promo.auth.account.RoleChange.UnknownUser;
import dev.promo.auth.audit.AuditAction;
import dev.promo.auth.audit.AuditEvent;
import dev.promo.auth.audit.AuditTrail;
import dev.promo.auth.session.EndReason;
import dev.promo.auth.session.Sessions;
import dev.promo.auth.token.Role;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Who has which roles. What is granted holds from the person's next token on; what is taken away ends their sessions. */
@Service
class Roles {
    private static final Logger log = LoggerFactory.getLogger(Roles.class);

    private final AccountRepository accounts;
    private final Sessions sessions;
    private final AuditTrail audit;

    Roles(AccountRepository accounts, Sessions sessions, AuditTrail audit) {
        this.accounts = accounts;
        this.sessions = sessions;
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

    /**
     * Leaves the person with these roles and {@link Role#USER}; of changes at the same time, the last one holds as a whole. Who
     * loses a role is logged out everywhere, so that no token goes on saying it.
     *
     * <p>Somebody always stays an admin: admins are one after the other, nobody takes the role from themselves, and who has lost
     * it changes nothing, whatever their token says.
     */
    @Transactional
    public RoleChange change(long admin, long userId, Set<Role> roles) {
        var accounts = lockInOrder(admin, userId);
        if (!roles(accounts.get(admin)).contains(Role.ADMIN)) {
            return new NoAdminAnyMore();
        }
        var account = accounts.get(userId);
        if (account == null) {
            return new UnknownUser();
        }
        if (admin == userId && !roles.contains(Role.ADMIN)) {
            return new OwnAdminRole();
        }
        var before = roles(account);
        account.grantOnly(roles);
        var now = account.userRoles();
        if (!now.roles().containsAll(before)) {
            sessions.endAll(userId, EndReason.ROLE_TAKEN);
        }
        audit.record(AuditEvent.by(admin, AuditAction.ROLES_CHANGED, userId)
                .with("roles", now.roles().stream().map(Role::name).collect(Collectors.joining(","))));
        log.info("Admin {} left user {} with the roles {}", admin, userId, now.roles());
        return new Changed(now);
    }

    /** Two admins who change each other wait for each other. */
    private Map<Long, Account> lockInOrder(long... userIds) {
        var locked = new HashMap<Long, Account>();
        LongStream.of(userIds)
                .sorted()
                .distinct()
                .forEach(id -> accounts.findByIdForUpdate(id).ifPresent(account -> locked.put(id, account)));
        return locked;
    }

    private static Set<Role> roles(@Nullable Account account) {
        return account == null ? Set.of() : account.userRoles().roles();
    }
}
