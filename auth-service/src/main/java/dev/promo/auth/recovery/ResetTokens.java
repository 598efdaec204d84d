package dev.promo.auth.recovery;

import static dev.promo.defaults.database.Columns.instant;
import static dev.promo.defaults.database.Columns.utc;

import dev.promo.auth.audit.AuditAction;
import dev.promo.auth.audit.AuditEvent;
import dev.promo.auth.audit.AuditTrail;
import dev.promo.auth.audit.AuditTrail.Origin;
import dev.promo.auth.secret.SecretText;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * The tokens for setting a new password: one a person, the newest. Everything that changes one locks the person's row first, so
 * that tokens, changes of the password and an erasure come one after the other.
 */
@Repository
class ResetTokens {

    private static final Duration COUNTED = Duration.ofHours(1);

    private final JdbcClient jdbc;
    private final RecoveryProperties properties;
    private final AuditTrail audit;
    private final Clock clock;

    ResetTokens(JdbcClient jdbc, RecoveryProperties properties, AuditTrail audit, Clock clock) {
        this.jdbc = jdbc;
        this.properties = properties;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Makes a token for whoever has this normalised identifier, in the place of any earlier one. Empty if nobody has it, or if
     * the person had too many within the hour: then the newest of those stays good.
     */
    @Transactional
    public Optional<ResetMessage> issue(String identifier, Origin origin) {
        var holder = jdbc.sql("SELECT user_id FROM identifiers WHERE identifier = ?")
                .param(identifier)
                .query(Long.class)
                .optional();
        return holder.flatMap(this::locked).flatMap(person -> issue(person, origin));
    }

    private Optional<Person> locked(long userId) {
        return jdbc.sql("SELECT id, email, phone_number FROM users WHERE id = ? AND erased_at IS NULL FOR UPDATE")
                .param(userId)
                .query((row, _) -> new Person(row.getLong("id"), row.getString("email"), row.getString("phone_number")))
                .optional();
    }

    private Optional<ResetMessage> issue(Person person, Origin origin) {
        var now = clock.instant();
        var before = jdbc.sql("SELECT counted_since, issued FROM password_resets WHERE user_id = ?")
                .param(person.userId())
                .query((row, _) -> new Issued(instant(row, "counted_since"), row.getInt("issued")))
                .optional();
        var counted = before.filter(issued -> now.isBefore(issued.since().plus(COUNTED)))
                .orElse(new Issued(now, 0));
        if (counted.number() >= properties.resetsPerHour()) {
            return Optional.empty();
        }
        var token = SecretText.random();
        var expiresAt = now.plus(properties.resetLifetime());
        var statement = before.isPresent() ? """
                UPDATE password_resets SET token_hash = :hash, expires_at = :expires, counted_since = :since, issued = :issued
                WHERE user_id = :user""" : """
                INSERT INTO password_resets (user_id, token_hash, expires_at, counted_since, issued)
                VALUES (:user, :hash, :expires, :since, :issued)""";
        jdbc.sql(statement)
                .param("user", person.userId())
                .param("hash", token.hash())
                .param("expires", utc(expiresAt))
                .param("since", utc(counted.since()))
                .param("issued", counted.number() + 1)
                .update();
        audit.record(AuditEvent.strangers(AuditAction.PASSWORD_RESET_REQUESTED, person.userId()), origin);
        return Optional.of(new ResetMessage(
                person.userId(), person.email(), person.phoneNumber(), properties.link(token.value()), expiresAt));
    }

    /** Whose token this is; empty if it is nobody's, or expired. */
    OptionalLong holder(SecretText token) {
        return jdbc.sql("SELECT user_id FROM password_resets WHERE token_hash = ? AND expires_at > ?")
                .param(token.hash())
                .param(utc(clock.instant()))
                .query(Long.class)
                .optional()
                .map(OptionalLong::of)
                .orElseGet(OptionalLong::empty);
    }

    /** Uses the token up; true for one caller only, however many race. Joins the caller's transaction, of the holder's row. */
    boolean use(SecretText token) {
        return jdbc.sql("DELETE FROM password_resets WHERE token_hash = ? AND expires_at > ?")
                        .param(token.hash())
                        .param(utc(clock.instant()))
                        .update()
                == 1;
    }

    /** What was sent to the person is worth nothing any more; joins the caller's transaction. */
    void revoke(long userId) {
        jdbc.sql("DELETE FROM password_resets WHERE user_id = ?").param(userId).update();
    }

    private record Issued(Instant since, int number) {}

    private record Person(
            long userId, @Nullable String email, @Nullable String phoneNumber) {}
}
