package dev.promo.promotion.database;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Transactions of everything that decides: each statement sees what is committed by then, also by whoever it waited for.
 * Repeatable reads would add gap locks and stale answers. Safe for concurrent use.
 */
@Component
public class ReadCommitted {

    private final TransactionTemplate template;

    public ReadCommitted(PlatformTransactionManager transactions) {
        template = new TransactionTemplate(transactions);
        template.setIsolationLevel(TransactionDefinition.ISOLATION_READ_COMMITTED);
    }

    /** Runs the work in one transaction, which an exception rolls back; in the one that is open, if there is one. */
    public <T extends @Nullable Object> T execute(TransactionCallback<T> work) {
        return template.execute(work);
    }
}
