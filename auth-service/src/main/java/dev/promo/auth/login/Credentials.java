package dev.promo.auth.login;

import java.util.Optional;
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
                        SELECT u.id, u.full_name, u.password_hash
                        FROM identifiers i JOIN users u ON u.id = i.user_id
                        WHERE i.identifier = :identifier""")
                .param("identifier", identifier)
                .query((row, _) -> new Known(row.getLong(1), row.getString(2), row.getString(3)))
                .optional();
    }

    record Known(long userId, String fullName, String passwordHash) {
        @Override
        public String toString() {
            return "Known[" + userId + "]";
        }
    }
}
