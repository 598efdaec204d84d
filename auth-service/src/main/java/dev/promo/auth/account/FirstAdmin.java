package dev.promo.auth.account;

import dev.promo.auth.account.SignupOutcome.Overloaded;
import dev.promo.auth.account.SignupOutcome.SignedUp;
import dev.promo.auth.account.SignupOutcome.Taken;
import dev.promo.auth.token.Role;
import dev.promo.defaults.schema.Schema;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Signs up the admin that the configuration names, if nobody has that user name: somebody must be there to make others admins.
 *
 * <p>In the background, as soon as the schema is there, until it is done. An account that exists is never touched: neither its
 * password nor its roles, for it may be a stranger's. Of instances that start at once, one signs the admin up.
 */
@Component
class FirstAdmin implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(FirstAdmin.class);

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);

    private final @Nullable NewAccount wanted;
    private final Accounts accounts;
    private final Roles roles;
    private final Schema schema;

    private volatile @Nullable Thread worker;

    FirstAdmin(FirstAdminProperties properties, SignupForm form, Accounts accounts, Roles roles, Schema schema) {
        this.wanted = properties.account(form).orElse(null);
        this.accounts = accounts;
        this.roles = roles;
        this.schema = schema;
    }

    @Override
    public void start() {
        var admin = wanted;
        if (admin != null && !isRunning()) {
            worker = Thread.ofVirtual().name("first-admin").start(() -> signUpWhenPossible(admin));
        }
    }

    private void signUpWhenPossible(NewAccount admin) {
        try {
            schema.awaitMigrated();
            while (!isThere(admin)) {
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** False means: try again. */
    private boolean isThere(NewAccount admin) {
        try {
            return switch (accounts.signup(admin, Set.of(Role.ADMIN))) {
                case SignedUp(var profile) -> {
                    log.info("User {} is the first admin", profile.userId());
                    yield true;
                }
                case Taken(var _) -> {
                    lookAtTheHolder(admin);
                    yield true;
                }
                case Overloaded() -> false;
            };
        } catch (DataAccessException | TransactionException trouble) {
            log.warn("The first admin cannot be looked for: {}", trouble.toString());
            return false;
        }
    }

    private void lookAtTheHolder(NewAccount admin) {
        Optional.ofNullable(admin.identifiers().get(IdentifierKind.USER_NAME))
                .flatMap(roles::ofHolder)
                .ifPresent(holder -> {
                    if (holder.roles().contains(Role.ADMIN)) {
                        log.info("The first admin is there already: user {}", holder.userId());
                    } else {
                        log.warn(
                                "User {} has the user name of promo.auth.first-admin and is no admin; nothing was"
                                        + " changed. Configure a user name that nobody has",
                                holder.userId());
                    }
                });
    }

    @Override
    public boolean isRunning() {
        var thread = worker;
        return thread != null && thread.isAlive();
    }

    @Override
    public void stop() {
        var thread = worker;
        if (thread == null) {
            return;
        }
        thread.interrupt();
        try {
            thread.join(STOP_PATIENCE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
