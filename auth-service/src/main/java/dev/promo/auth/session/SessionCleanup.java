package dev.promo.auth.session;

import static dev.promo.defaults.database.Columns.utc;

import dev.promo.defaults.schema.Schema;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Deletes sessions and refresh tokens some time after they expired, a few at a time, in the background.
 *
 * <p>Every instance does it, which is harmless: a row is deleted by one of them. Trouble with the database waits for the next
 * time.
 */
@Component
class SessionCleanup implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(SessionCleanup.class);

    /** Longer than any access token outlives its session, which can still be ended until then. */
    private static final Duration KEPT = Duration.ofDays(2);

    private static final int BATCH = 500;
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Schema schema;
    private final SessionProperties settings;
    private final Clock clock;

    private volatile @Nullable Thread worker;

    SessionCleanup(
            JdbcClient jdbc, TransactionTemplate transaction, Schema schema, SessionProperties settings, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.schema = schema;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public void start() {
        if (!isRunning()) {
            worker = Thread.ofVirtual().name("session-cleanup").start(this::cleanForEver);
        }
    }

    private void cleanForEver() {
        try {
            schema.awaitMigrated();
            while (true) {
                try {
                    clean();
                } catch (DataAccessException | TransactionException trouble) {
                    log.info("Old sessions cannot be deleted for the moment: {}", trouble.toString());
                }
                Thread.sleep(settings.sessionCleanupInterval());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tokens first: of a session used for months there are many, and deleting it would delete them all at once. */
    void clean() {
        var expiredBefore = utc(clock.instant().minus(KEPT));
        deleteAll("DELETE FROM refresh_tokens WHERE expires_at < ? ORDER BY expires_at LIMIT ?", expiredBefore);
        deleteAll("DELETE FROM sessions WHERE expires_at < ? ORDER BY expires_at LIMIT ?", expiredBefore);
    }

    private void deleteAll(String statement, LocalDateTime expiredBefore) {
        Integer deleted;
        do {
            deleted = transaction.execute(
                    _ -> jdbc.sql(statement).params(expiredBefore, BATCH).update());
        } while (deleted != null && deleted == BATCH);
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
