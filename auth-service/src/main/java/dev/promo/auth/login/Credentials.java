package dev.promo.auth.login;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Finds whom an identifier belongs to and the hash that their password must match: one look-up by primary keys. */
@Repository
class Credentials {

    private final JdbcClient jdbc;

    Credentials(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<Known> find(String identifier) {
        return jdbc.sql("""
                        SELECT u.id, u.full_name, u.password_hash, u.created_at, MONTH(u.birthday)
                        FROM identifiers i JOIN users u ON u.id = i.user_id
                        WHERE i.identifier = :identifier""")
                .param("identifier", identifier)
                .query((row, _) -> new Known(
                        row.getLong(1),
                        row.getString(2),
                        row.getString(3),
                        row.getObject(4, LocalDateTime.class).toInstant(ZoneOffset.UTC),
                        row.getObject(5, Integer.class)))
                .optional();
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
