package dev.promo.auth.login;

import dev.promo.auth.account.Role;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Finds whom an identifier belongs to, what they may do and the hash that their password must match: all by primary keys. */
@Repository
class Credentials {

    private final JdbcClient jdbc;

    Credentials(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<Known> find(String identifier) {
        return jdbc.sql("""
                        SELECT u.id, u.full_name, u.password_hash,
                            (SELECT GROUP_CONCAT(r.role) FROM user_roles r WHERE r.user_id = u.id) AS roles,
                            u.created_at, MONTH(u.birthday) AS birth_month
                        FROM identifiers i JOIN users u ON u.id = i.user_id
                        WHERE i.identifier = :identifier""")
                .param("identifier", identifier)
                .query((row, _) -> new Known(
                        row.getLong("id"),
                        row.getString("full_name"),
                        Role.names(row.getString("roles")),
                        row.getString("password_hash"),
                        row.getObject("created_at", LocalDateTime.class).toInstant(ZoneOffset.UTC),
                        row.getObject("birth_month", Integer.class)))
                .optional();
    }

    /**
     * A person as a login needs them; of the birthday only the month.
     *
     * @param roles what a token of theirs says, {@code USER} included
     * @param birthMonth null if the person gave no birthday
     */
    record Known(
            long userId,
            String fullName,
            Set<String> roles,
            String passwordHash,
            Instant registeredAt,
            @Nullable Integer birthMonth) {
        @Override
        public String toString() {
            return "Known[" + userId + "]";
        }
    }
}
