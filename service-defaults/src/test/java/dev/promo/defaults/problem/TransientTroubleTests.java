package dev.promo.defaults.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.transaction.TransactionSystemException;

class TransientTroubleTests {
    static final List<Exception> TRANSIENT = List.of(
            new SQLException("the link is down", "08S01"),
            new SQLException("a deadlock", "40001"),
            new SQLException("Connection is closed"), // as HikariCP has it, without a state
            new SQLNonTransientConnectionException("closed"),
            new CannotAcquireLockException("a lock"),
            new IllegalStateException(
                    "Unable to rollback against JDBC Connection", new SQLException("Connection is closed")),
            next(new SQLException("a batch"), new SQLException("the link is down", "08S01")),
            suppressed(new IllegalStateException("not closed"), new SQLException("the link is down", "08S01")),
            overridden(new TransactionSystemException("no rollback"), new CannotAcquireLockException("a lock")));

    static final List<Exception> PERMANENT = List.of(
            new IllegalStateException("a bug"),
            new SQLException("a bug"),
            new SQLException("bad grammar", "42000"),
            new SQLException("Operation not allowed after ResultSet closed", "S1000"),
            new DuplicateKeyException("twice"),
            new BatchUpdateException("a bug", new int[0]),
            overridden(new TransactionSystemException("no rollback"), new IllegalStateException("a bug")));

    @ParameterizedTest
    @FieldSource("TRANSIENT")
    void whatPassesByItselfIsTransientHoweverDeepItLies(Exception trouble) {
        assertThat(TransientTrouble.isCauseOf(trouble)).isTrue();
        assertThat(TransientTrouble.isCauseOf(new IllegalStateException(new IllegalStateException(trouble))))
                .isTrue();
    }

    @ParameterizedTest
    @FieldSource("PERMANENT")
    void whatStaysIsNot(Exception bug) {
        assertThat(TransientTrouble.isCauseOf(bug)).isFalse();
    }

    @Test
    void exceptionsThatKnowEachOtherAreLookedAtOnce() {
        var one = new IllegalStateException("one");
        var other = new IllegalStateException("other", one);
        one.addSuppressed(other);

        assertThat(TransientTrouble.isCauseOf(other)).isFalse();
    }

    private static SQLException next(SQLException first, SQLException second) {
        first.setNextException(second);
        return first;
    }

    private static Exception suppressed(Exception main, Exception aside) {
        main.addSuppressed(aside);
        return main;
    }

    private static Exception overridden(TransactionSystemException last, Exception first) {
        last.initApplicationException(first);
        return last;
    }
}
