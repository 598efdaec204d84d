package dev.promo.auth.partner;

import static dev.promo.defaults.database.Columns.instant;
import static dev.promo.defaults.database.Columns.instantOrNull;
import static dev.promo.defaults.database.Columns.utc;
import static dev.promo.defaults.database.Columns.utcOrNull;

import dev.promo.auth.audit.AuditAction;
import dev.promo.auth.audit.AuditEvent;
import dev.promo.auth.audit.AuditTrail;
import dev.promo.auth.secret.SecretText;
import dev.promo.defaults.page.Page;
import dev.promo.defaults.page.PageRequest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * The accounts of partners' programs. They are numbered like people, as a checkout only sees numbers, and have no password, no
 * session and nothing else of a person. Tokens they have are good until they expire, whatever becomes of the account.
 */
@Repository
class ServiceAccounts {

    private final JdbcClient jdbc;
    private final Duration overlap;
    private final AuditTrail audit;
    private final Clock clock;

    ServiceAccounts(JdbcClient jdbc, PartnerProperties properties, AuditTrail audit, Clock clock) {
        this.jdbc = jdbc;
        this.overlap = properties.secretOverlap();
        this.audit = audit;
        this.clock = clock;
    }

    @Transactional
    public NewSecret create(String name, long admin) {
        var now = clock.instant();
        var id = nextUserId();
        var secret = SecretText.random();
        jdbc.sql("""
                        INSERT INTO service_accounts (id, name, secret_hash, secret_since, created_at, created_by)
                        VALUES (:id, :name, :hash, :now, :now, :admin)""")
                .param("id", id)
                .param("name", name)
                .param("hash", secret.hash())
                .param("now", utc(now))
                .param("admin", admin)
                .update();
        audit.record(AuditEvent.by(admin, AuditAction.SERVICE_ACCOUNT_CREATED, id));
        return new NewSecret(new ClientId(id).toString(), secret.value(), id, null);
    }

    /** One number from where instances take theirs by the block. */
    private long nextUserId() {
        var last = jdbc.sql("SELECT last_id FROM id_blocks WHERE name = 'users' FOR UPDATE")
                .query(Long.class)
                .single();
        jdbc.sql("UPDATE id_blocks SET last_id = ? WHERE name = 'users'")
                .param(last + 1)
                .update();
        return last + 1;
    }

    /** In the order in which they were made. */
    @Transactional(readOnly = true)
    public Page<ServiceAccount> list(PageRequest page) {
        var found = jdbc.sql("""
                        SELECT id, name, secret_since, previous_secret_until, created_at, created_by FROM service_accounts
                        WHERE id > :after ORDER BY id LIMIT :most""")
                .param("after", page.after() == null ? 0 : page.after())
                .param("most", page.toFetch())
                .query(this::account)
                .list();
        return Page.of(found, page, ServiceAccount::userId);
    }

    private ServiceAccount account(ResultSet row, int number) throws SQLException {
        var id = row.getLong("id");
        var until = instantOrNull(row, "previous_secret_until");
        return new ServiceAccount(
                new ClientId(id).toString(),
                id,
                row.getString("name"),
                instant(row, "created_at"),
                row.getLong("created_by"),
                instant(row, "secret_since"),
                until != null && until.isAfter(clock.instant()) ? until : null);
    }

    /** The secret in use until now stays good for the configured time, the one before it does not. Empty if there is no such account. */
    @Transactional
    public Optional<NewSecret> replaceSecret(ClientId client, long admin) {
        var now = clock.instant();
        var until = overlap.isZero() ? null : now.plus(overlap);
        var secret = SecretText.random();
        // assigned from left to right: the previous hash is taken from the row as it was
        var replaced = jdbc.sql("""
                        UPDATE service_accounts SET
                            previous_secret_hash = CASE WHEN :until IS NULL THEN NULL ELSE secret_hash END,
                            previous_secret_until = :until, secret_hash = :hash, secret_since = :now
                        WHERE id = :id""")
                .param("until", utcOrNull(until))
                .param("hash", secret.hash())
                .param("now", utc(now))
                .param("id", client.accountId())
                .update();
        if (replaced == 0) {
            return Optional.empty();
        }
        audit.record(AuditEvent.by(admin, AuditAction.SERVICE_ACCOUNT_SECRET_REPLACED, client.accountId()));
        return Optional.of(new NewSecret(client.toString(), secret.value(), client.accountId(), until));
    }

    /** False if there is no such account. */
    @Transactional
    public boolean remove(ClientId client, long admin) {
        var removed = jdbc.sql("DELETE FROM service_accounts WHERE id = ?")
                .param(client.accountId())
                .update();
        if (removed == 1) {
            audit.record(AuditEvent.by(admin, AuditAction.SERVICE_ACCOUNT_REMOVED, client.accountId()));
        }
        return removed == 1;
    }

    /** What the account's secrets must match. */
    @Transactional(readOnly = true)
    public Optional<Secrets> secrets(ClientId client) {
        return jdbc.sql("""
                        SELECT id, name, secret_hash, previous_secret_hash, previous_secret_until FROM service_accounts
                        WHERE id = ?""")
                .param(client.accountId())
                .query((row, _) -> new Secrets(
                        row.getLong("id"),
                        row.getString("name"),
                        row.getBytes("secret_hash"),
                        row.getBytes("previous_secret_hash"),
                        instantOrNull(row, "previous_secret_until")))
                .optional();
    }

    /**
     * Hashes of what an account may identify itself by.
     *
     * @param previous null if no secret before this one was kept; good until {@code previousUntil}
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
    record Secrets(
            long accountId,
            String name,
            byte[] current,
            byte @Nullable [] previous,
            @Nullable Instant previousUntil) {
        @Override
        public String toString() {
            return "Secrets[" + accountId + "]";
        }
    }
}
