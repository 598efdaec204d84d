package dev.promo.auth.recovery;

import dev.promo.auth.password.DateSpellings;
import dev.promo.auth.password.HashingOverloaded;
import dev.promo.auth.password.Password;
import dev.promo.auth.password.PasswordHashing;
import dev.promo.auth.password.PasswordRules;
import dev.promo.defaults.problem.FieldViolation;
import java.sql.Date;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** A new password for somebody: by the rules of a sign-up, hashed, stored. */
@Component
class NewPassword {

    static final String FIELD = "newPassword";

    private final JdbcClient jdbc;
    private final PasswordRules rules;
    private final PasswordHashing passwords;

    NewPassword(JdbcClient jdbc, PasswordRules rules, PasswordHashing passwords) {
        this.jdbc = jdbc;
        this.rules = rules;
        this.passwords = passwords;
    }

    /** The rules that it breaks as a password of this person. */
    List<FieldViolation> check(long userId, Password password) {
        var personal = jdbc
                .sql("SELECT full_name, user_name, email, phone_number, birthday FROM users WHERE id = ?")
                .param(userId)
                .query()
                .listOfRows()
                .stream()
                .flatMap(row -> row.values().stream())
                .filter(Objects::nonNull)
                .flatMap(value -> value instanceof Date birthday
                        ? DateSpellings.of(birthday.toLocalDate())
                        : Stream.of(value.toString()))
                .toList();
        return rules.check(FIELD, password, personal);
    }

    /** Not to be called inside a transaction. */
    String hash(Password password) throws HashingOverloaded {
        return passwords.hash(password);
    }

    /** Joins the caller's transaction; false if the person was erased. */
    boolean store(long userId, String hash) {
        return jdbc.sql("UPDATE users SET password_hash = ? WHERE id = ? AND erased_at IS NULL")
                        .param(hash)
                        .param(userId)
                        .update()
                == 1;
    }
}
