package dev.promo.auth.attempt;

import static dev.promo.defaults.database.Columns.instantOrNull;
import static dev.promo.defaults.database.Columns.utc;
import static dev.promo.defaults.database.Columns.utcOrNull;

import dev.promo.auth.audit.AuditAction;
import dev.promo.auth.audit.AuditEvent;
import dev.promo.auth.audit.AuditTrail;
import dev.promo.auth.secret.MasterKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * The tallies of all accounts, shared by all instances: each change is one transaction that has the account's row for itself.
 *
 * <p>A row is found by a mark of the target's name ({@link MasterKey#mark}), so that the table tells nobody who was tried.
 */
@Repository
class TallyBook {

    private static final String READ = """
            SELECT failures, in_flight, reserved_until, blocked_until, forgotten_at FROM login_attempts
             WHERE account = ?""";

    private final JdbcClient jdbc;
    private final MasterKey key;
    private final AuditTrail audit;
    private final AttemptProperties rules;
    private final Clock clock;

    TallyBook(JdbcClient jdbc, MasterKey key, AuditTrail audit, AttemptProperties rules, Clock clock) {
        this.jdbc = jdbc;
        this.key = key;
        this.audit = audit;
        this.rules = rules;
        this.clock = clock;
    }

    byte[] account(Target target) {
        return key.mark("login attempts", target.name());
    }

    /** As it is now, or a moment ago: takes no lock. */
    Tally look(byte[] account) {
        return jdbc.sql(READ)
                .param(account)
                .query((row, _) -> tally(row))
                .optional()
                .orElse(Tally.NOTHING)
                .at(clock.instant());
    }

    boolean hasRoom(Tally tally) {
        return tally.hasRoom(rules.lockoutAfter());
    }

    /** Reserves one try if there is room for it; only then may the password be compared. */
    @Transactional
    public boolean reserve(byte[] account) {
        var now = clock.instant();
        // an update if the row is there, which locks it like one; INSERT IGNORE would share it, and deadlock with its
        // like
        jdbc.sql(
                        "INSERT INTO login_attempts (account, touched_at) VALUES (?, ?) ON DUPLICATE KEY UPDATE touched_at = ?")
                .param(account)
                .param(utc(now))
                .param(utc(now))
                .update();
        var tally = locked(account, now);
        if (!hasRoom(tally)) {
            return false;
        }
        write(account, tally.reserved(now), now);
        return true;
    }

    @Transactional
    public void succeeded(byte[] account) {
        var now = clock.instant();
        write(account, locked(account, now).succeeded(), now);
    }

    /** Counts the failure; the one that locks the account leaves an audit event, whether there is such an account or not. */
    @Transactional
    public void failed(byte[] account, Target target) {
        var now = clock.instant();
        var before = locked(account, now);
        var after = before.failed(now, rules);
        write(account, after, now);
        if (before.failures() < rules.lockoutAfter() && after.failures() >= rules.lockoutAfter()) {
            audit.record(AuditEvent.strangers(AuditAction.LOCKED_OUT, target.user())
                    .with("failures", Integer.toString(after.failures()))
                    .with("seconds", Long.toString(rules.lockout().toSeconds())));
        }
    }

    /** Gives back a reservation whose password was not compared. */
    @Transactional
    public void released(byte[] account) {
        var now = clock.instant();
        write(account, locked(account, now).released(), now);
    }

    /** Forgets everything; joins the caller's transaction. */
    @Transactional
    public void forget(byte[] account) {
        jdbc.sql("DELETE FROM login_attempts WHERE account = ?").param(account).update();
    }

    /** Deletes at most so many of the rows that count for nothing any more; says how many. */
    @Transactional
    public int clean(int most) {
        var longest = rules.lockout().compareTo(Tally.LONGEST_TRY) > 0 ? rules.lockout() : Tally.LONGEST_TRY;
        var old = clock.instant().minus(longest).minus(Duration.ofMinutes(1));
        return jdbc.sql("DELETE FROM login_attempts WHERE touched_at < ? ORDER BY touched_at LIMIT ?")
                .param(utc(old))
                .param(most)
                .update();
    }

    private Tally locked(byte[] account, Instant now) {
        return jdbc.sql(READ + " FOR UPDATE")
                .param(account)
                .query((row, _) -> tally(row))
                .optional()
                .orElse(Tally.NOTHING)
                .at(now);
    }

    /** A row that was forgotten meanwhile stays so. */
    private void write(byte[] account, Tally tally, Instant now) {
        jdbc.sql("""
                        UPDATE login_attempts SET failures = ?, in_flight = ?, reserved_until = ?, blocked_until = ?,
                            forgotten_at = ?, touched_at = ? WHERE account = ?""")
                .param(tally.failures())
                .param(tally.inFlight())
                .param(utcOrNull(tally.reservedUntil()))
                .param(utcOrNull(tally.blockedUntil()))
                .param(utcOrNull(tally.forgottenAt()))
                .param(utc(now))
                .param(account)
                .update();
    }

    private static Tally tally(ResultSet row) throws SQLException {
        return new Tally(
                row.getInt("failures"),
                row.getInt("in_flight"),
                instantOrNull(row, "reserved_until"),
                instantOrNull(row, "blocked_until"),
                instantOrNull(row, "forgotten_at"));
    }
}
