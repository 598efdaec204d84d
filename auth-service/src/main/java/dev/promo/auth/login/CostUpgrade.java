package dev.promo.auth.login;

import dev.promo.auth.login.Credentials.Known;
import dev.promo.auth.password.Password;
import dev.promo.auth.password.PasswordHashing;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Hashes a password anew after a login if its hash was made at a lower cost than is configured now: only then is it known.
 *
 * <p>Nobody waits for it: it comes after the answer, one at a time and only while no login waits for a hash. What is left out
 * is done at a later login. A password that changed meanwhile is left alone.
 */
@Component
class CostUpgrade {
    private static final Logger log = LoggerFactory.getLogger(CostUpgrade.class);

    private final PasswordHashing passwords;
    private final JdbcClient jdbc;
    private final TransactionOperations transaction;
    private final Semaphore one = new Semaphore(1);

    CostUpgrade(PasswordHashing passwords, JdbcClient jdbc, TransactionOperations transaction) {
        this.passwords = passwords;
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    /** @param password the one that has just been found right */
    void afterLogin(Known person, Password password) {
        if (passwords.isOutdated(person.passwordHash()) && one.tryAcquire()) {
            Thread.ofVirtual().name("cost-upgrade").start(() -> {
                try {
                    upgrade(person, password);
                } finally {
                    one.release();
                }
            });
        }
    }

    private void upgrade(Known person, Password password) {
        passwords.hashIfIdle(password).ifPresent(hash -> {
            try {
                transaction.executeWithoutResult(_ -> replace(person, hash));
            } catch (DataAccessException | TransactionException trouble) {
                log.debug("The password of user {} keeps its old hash for now", person.userId(), trouble);
            }
        });
    }

    private void replace(Known person, String hash) {
        var replaced = jdbc.sql("UPDATE users SET password_hash = ? WHERE id = ? AND password_hash = ?")
                .param(hash)
                .param(person.userId())
                .param(person.passwordHash())
                .update();
        if (replaced == 1) {
            log.info("The password of user {} is hashed at today's cost now", person.userId());
        }
    }
}
