package dev.promo.defaults.problem;

import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.util.ClassUtils;

/** Tells trouble that passes by itself (database away, lock not granted in time) from bugs. */
final class TransientTrouble {
    private static final boolean SPRING_DATA_ACCESS = ClassUtils.isPresent(
            "org.springframework.dao.DataAccessException", TransientTrouble.class.getClassLoader());

    private TransientTrouble() {}

    static boolean isCauseOf(Throwable thrown) {
        for (@Nullable Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && isTransient(sql)) {
                return true;
            }
            if (SPRING_DATA_ACCESS && SpringDataAccess.isTransient(cause)) {
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
                || (state != null && (state.startsWith("08") || state.startsWith("40")));
    }

    /** Apart, so that a service without spring-tx never loads it. */
    private static final class SpringDataAccess {
        private static boolean isTransient(Throwable cause) {
            return cause instanceof TransientDataAccessException
                    || cause instanceof RecoverableDataAccessException
                    || cause instanceof DataAccessResourceFailureException
                    || cause instanceof CannotCreateTransactionException;
        }
    }
}
