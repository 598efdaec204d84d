package dev.promo.promotion.database;

import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * How reports read: no statement of theirs runs for longer than ten seconds, and those that belong together see one moment
 * of the ledger, also while it is busy.
 */
@Component
public class Snapshots {

    private static final int LONGEST_STATEMENT_SECONDS = 10;

    private final JdbcClient jdbc;
    private final TransactionTemplate snapshot;

    Snapshots(DataSource database, PlatformTransactionManager transactions) {
        var template = new JdbcTemplate(database);
        template.setQueryTimeout(LONGEST_STATEMENT_SECONDS);
        jdbc = JdbcClient.create(template);
        snapshot = new TransactionTemplate(transactions);
        snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        snapshot.setReadOnly(true);
    }

    /** Outside of {@link #inOne}, each statement sees what is committed by then. */
    public JdbcClient jdbc() {
        return jdbc;
    }

    /** All that the work reads, through {@link #jdbc} or any other client of the database, is of one moment. */
    public <T> T inOne(Supplier<T> work) {
        return snapshot.execute(_ -> work.get());
    }
}
