package dev.promo.auth.token;

import static dev.promo.defaults.database.Columns.instant;
import static dev.promo.defaults.database.Columns.instantOrNull;
import static dev.promo.defaults.database.Columns.utc;

import dev.promo.auth.secret.MasterKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Table {@code signing_keys}: what all instances agree on. Private keys are in it sealed ({@link KeySeal}). */
@Repository
class KeyTable {

    /** The {@code replaces} of the very first key. */
    private static final String NONE = "";

    private static final String TIMES = "kid, created_at, signs_from, signs_until, verifies_until";

    private final JdbcClient jdbc;
    private final KeySeal seal;

    KeyTable(JdbcClient jdbc, MasterKey masterKey) {
        this.jdbc = jdbc;
        this.seal = new KeySeal(masterKey.derive("signing keys", "AES"));
    }

    /**
     * The keys that are not destroyed, in the order in which they sign.
     *
     * @param opened finds a key that need not be opened again
     * @throws KeySeal.Unopened if one of them cannot be
     */
    List<KeptKey> living(Function<String, Optional<SigningKey>> opened) {
        return jdbc.sql("SELECT " + TIMES + ", private_key FROM signing_keys WHERE private_key IS NOT NULL"
                        + " ORDER BY signs_from")
                .query((row, _) -> {
                    var times = times(row);
                    var sealed = row.getBytes("private_key");
                    return new KeptKey(
                            opened.apply(times.kid()).orElseGet(() -> seal.open(times.kid(), sealed)), times);
                })
                .list();
    }

    /** The key that no other replaces yet; empty if there never was one. */
    Optional<KeyTimes> newest() {
        return jdbc.sql("SELECT " + TIMES + " FROM signing_keys WHERE signs_until IS NULL")
                .query((row, _) -> times(row))
                .optional();
    }

    /** The latest keys there ever were, newest first. */
    List<KeyTimes> latest(int most) {
        return jdbc.sql("SELECT " + TIMES + " FROM signing_keys ORDER BY signs_from DESC LIMIT ?")
                .param(most)
                .query((row, _) -> times(row))
                .list();
    }

    /**
     * Adds a key. In a transaction together with {@link #end} of the one that it replaces.
     *
     * @param replaces null if it is the very first
     * @throws org.springframework.dao.DuplicateKeyException if another replaces that one already
     */
    void add(SigningKey key, @Nullable String replaces, Instant createdAt, Instant signsFrom) {
        jdbc.sql("""
                        INSERT INTO signing_keys (kid, replaces, private_key, created_at, signs_from)
                        VALUES (?, ?, ?, ?, ?)""")
                .param(key.id())
                .param(replaces == null ? NONE : replaces)
                .param(seal.seal(key))
                .param(utc(createdAt))
                .param(utc(signsFrom))
                .update();
    }

    void end(String kid, Instant signsUntil, Instant verifiesUntil) {
        jdbc.sql("UPDATE signing_keys SET signs_until = ?, verifies_until = ? WHERE kid = ?")
                .param(utc(signsUntil))
                .param(utc(verifiesUntil))
                .param(kid)
                .update();
    }

    /** Destroys the private keys whose tokens are all gone. In a transaction, as nothing commits by itself here. */
    void destroyGone(Instant now) {
        jdbc.sql("""
                        UPDATE signing_keys SET private_key = NULL
                         WHERE private_key IS NOT NULL AND verifies_until <= ?""")
                .param(utc(now))
                .update();
    }

    private static KeyTimes times(ResultSet row) throws SQLException {
        return new KeyTimes(
                row.getString("kid"),
                instant(row, "created_at"),
                instant(row, "signs_from"),
                instantOrNull(row, "signs_until"),
                instantOrNull(row, "verifies_until"));
    }
}
