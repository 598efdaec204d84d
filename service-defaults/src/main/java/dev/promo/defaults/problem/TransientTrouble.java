package dev.promo.defaults.problem;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.util.ClassUtils;

/** Tells trouble that passes by itself (database away, lock not granted in time) from bugs. */
final class TransientTrouble {
    private static final boolean SPRING_DATA_ACCESS = ClassUtils.isPresent(
            "org.springframework.dao.DataAccessException", TransientTrouble.class.getClassLoader());

    /** What HikariCP says, without a state, of a connection that it has taken out of use because it broke. */
    private static final String HIKARI_CLOSED = "Connection is closed";

    private TransientTrouble() {}

    static boolean isCauseOf(Throwable thrown) {
        return isAmong(thrown, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    /**
     * Looks at everything an exception knows: a connection that breaks in the middle of a transaction is often told of by
     * what failed afterwards, such as the rollback.
     */
    private static boolean isAmong(@Nullable Throwable thrown, Set<Throwable> seen) {
        if (thrown == null || !seen.add(thrown)) {
            return false;
        }
        if (thrown instanceof SQLException sql && (isTransient(sql) || isAmong(sql.getNextException(), seen))) {
            return true;
        }
        if (SPRING_DATA_ACCESS
                && (SpringDataAccess.isTransient(thrown) || isAmong(SpringDataAccess.overriddenBy(thrown), seen))) {
            return true;
        }
        if (isAmong(thrown.getCause(), seen)) {
            return true;
        }
        for (var aside : thrown.getSuppressed()) {
            if (isAmong(aside, seen)) {
                return true;
            }
        }
        return false;
    }

    /** SQL states of class 08 mean that the connection is gone or cannot be had; 40 that the transaction was rolled back. */
    private static boolean isTransient(SQLException sql) {
        var state = sql.getSQLState();
        return sql instanceof SQLTransientException
                || sql instanceof SQLRecoverableException
                || sql instanceof SQLNonTransientConnectionException
                || (state == null
                        ? HIKARI_CLOSED.equals(sql.getMessage())
                        : state.startsWith("08") || state.startsWith("40"));
    }

    /** Apart, so that a service without spring-tx never loads it. */
    private static final class SpringDataAccess {
        private static boolean isTransient(Throwable cause) {
            return cause instanceof TransientDataAccessException
                    || cause instanceof RecoverableDataAccessException
                    || cause instanceof DataAccessResourceFailureException
                    || cause instanceof CannotCreateTransactionException;
        }

        /** The exception that ended the transaction, where ending it failed as well. */
        private static @Nullable Throwable overriddenBy(Throwable cause) {
            return cause instanceof TransactionSystemException failed ? failed.getApplicationException() : null;
        }
    }
}
