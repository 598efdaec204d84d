package dev.promo.auth.login;

import dev.promo.auth.token.Role;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Finds whom an identifier belongs to, the hash that their password must match and what they may do: all by primary keys. */
@Repository
class Credentials {

    private final JdbcClient jdbc;

    Credentials(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<Known> find(String identifier) {
        return jdbc.sql("""
                        SELECT u.id, u.full_name, u.password_hash, u.created_at, MONTH(u.birthday) AS birth_month
                        FROM identifiers i JOIN users u ON u.id = i.user_id
                        WHERE i.identifier = :identifier""")
                .param("identifier", identifier)
                .query((row, _) -> new Known(
                        row.getLong("id"),
                        row.getString("full_name"),
                        row.getString("password_hash"),
                        row.getObject("created_at", LocalDateTime.class).toInstant(ZoneOffset.UTC),
                        row.getObject("birth_month", Integer.class)))
                .optional();
    }

    /** What a token of that person says they may do, {@code USER} included. */
    Set<String> roles(long userId) {
        return Role.names(jdbc.sql("SELECT GROUP_CONCAT(role) FROM user_roles WHERE user_id = ?")
                .param(userId)
                .query(String.class)
                .optional()
                .orElse(null));
    }

    /**
     * A person as a login needs them; of the birthday only the month.
     *
     * @param birthMonth null if the person gave no birthday
     */
    record Known(
            long userId,
            String fullName,
            String passwordHash,
            Instant registeredAt,
            @Nullable Integer birthMonth) {
        @Override
        public String toString() {
            return "Known[" + userId + "]";
        }
    }
}
