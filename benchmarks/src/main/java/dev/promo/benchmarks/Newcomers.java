package dev.promo.benchmarks;

import dev.promo.local.demo.Person;
import dev.promo.local.stack.Stack;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.springframework.security.crypto.bcrypt.BCrypt;

/**
 * People who have an account and have never logged in. They are written to the auth-service's tables as signing up does, except
 * that all have the same hash: signing up a thousand would take a minute and a half, and logging in costs each the same anyway.
 */
final class Newcomers {

    static final String PASSWORD = "correct-horse-73";

    /** What {@link #PASSWORD} is compared with: at the cost of auth-service's default. */
    static final String HASH = BCrypt.hashpw(PASSWORD, BCrypt.gensalt("$2b", 10));

    private static final long FIRST_ID = 1_000_000_000; // far above those that sign up
    private static final int ROWS_A_STATEMENT = 500;

    private final String url;
    private final String password;
    private long nextId = FIRST_ID;

    Newcomers(Stack system) {
        url = system.mariaDb().jdbcUrl("auth");
        password = system.authPassword();
    }

    /** So many more. */
    List<Newcomer> add(int count) throws SQLException {
        var added = new ArrayList<Newcomer>();
        try (var connection = DriverManager.getConnection(url, "auth", password)) {
            connection.setAutoCommit(false);
            while (added.size() < count) {
                var some = new ArrayList<Newcomer>();
                while (some.size() < Math.min(ROWS_A_STATEMENT, count - added.size())) {
                    some.add(new Newcomer(nextId, "newcomer-" + nextId));
                    nextId++;
                }
                try (var statement = connection.createStatement()) {
                    statement.execute("INSERT INTO users (id, full_name, user_name, password_hash, created_at) VALUES "
                            + rows(some, "(%1$d, 'A Newcomer', '%2$s', '" + HASH + "', UTC_TIMESTAMP(6))"));
                    statement.execute("INSERT INTO identifiers (identifier, kind, user_id) VALUES "
                            + rows(some, "('%2$s', 'USER_NAME', %1$d)"));
                }
                connection.commit();
                added.addAll(some);
            }
        }
        return added;
    }

    private static String rows(List<Newcomer> people, String row) {
        return String.join(
                ", ",
                people.stream()
                        .map(person -> row.formatted(person.userId(), person.userName()))
                        .toList());
    }

    record Newcomer(long userId, String userName) {

        Person.Identifier identifier() {
            return new Person.Identifier("userName", userName);
        }
    }
}
