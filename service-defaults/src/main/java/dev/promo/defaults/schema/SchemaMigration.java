package dev.promo.defaults.schema;

import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Migrates the schema at the start, or, if there is no database yet, as soon as there is one: the service starts either way
 * and is not ready before the schema is (health {@code schema}). Where it may not migrate, it waits until a {@link MigrationRun}
 * has; a schema of a later release is as good.
 *
 * <p>A migration that fails for any other reason stops the start.
 */
final class SchemaMigration implements FlywayMigrationStrategy, HealthIndicator, Schema, DisposableBean {
    private static final Logger log = LoggerFactory.getLogger(SchemaMigration.class);

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final boolean mayMigrate;
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile @Nullable Thread waiting;
    private volatile String told = "";

    SchemaMigration(boolean mayMigrate) {
        this.mayMigrate = mayMigrate;
    }

    @Override
    public void migrate(Flyway flyway) {
        try {
            if (isDone(flyway)) {
                return;
            }
        } catch (FlywayException e) {
            if (!isNoDatabase(e)) {
                throw e;
            }
            log.warn("The database cannot be reached; the service is ready when it can, and its schema is migrated");
        }
        waiting = Thread.ofVirtual().name("schema-migration").start(() -> migrateWhenPossible(flyway));
    }

    private void migrateWhenPossible(Flyway flyway) {
        try {
            while (!isMigrated()) {
                Thread.sleep(PAUSE);
                try {
                    if (isDone(flyway)) {
                        log.info("The database is there and its schema is migrated");
                    }
                } catch (FlywayException e) {
                    if (!isNoDatabase(e)) { // nobody's start to stop any more: stay not ready, and say why
                        log.error("The schema could not be migrated", e);
                    }
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Does, or looks for, what is to be done; if something is lacking then, says so once and not every second. */
    private boolean isDone(Flyway flyway) {
        var lacking = migrated(flyway);
        if (lacking.isEmpty()) {
            done.countDown();
            return true;
        }
        if (!lacking.equals(told)) {
            log.warn("The schema is not as this release needs it, which waits for its migration. {}", lacking);
            told = lacking;
        }
        return false;
    }

    /** Migrates, or looks whether somebody has; what the schema lacks after that, or nothing. */
    private String migrated(Flyway flyway) {
        if (mayMigrate) {
            flyway.migrate();
            return "";
        }
        var found = flyway.validateWithResult();
        return found.validationSuccessful
                ? ""
                : found.getAllErrorMessages()
                        .lines()
                        .filter(line -> !line.startsWith("To ")) // advice to whoever may migrate
                        .collect(Collectors.joining(" ", "Flyway says: ", ""));
    }

    private static boolean isNoDatabase(FlywayException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLTransientException) {
                return true;
            }
            if (cause instanceof SQLException sql
                    && sql.getSQLState() != null
                    && sql.getSQLState().startsWith("08")) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void awaitMigrated() throws InterruptedException {
        done.await();
    }

    @Override
    public boolean isMigrated() {
        return done.getCount() == 0;
    }

    @Override
    public Health health() {
        return isMigrated() ? Health.up().build() : Health.outOfService().build();
    }

    @Override
    public void destroy() {
        var thread = waiting;
        if (thread != null) {
            thread.interrupt();
        }
    }
}
