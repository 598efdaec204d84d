package dev.promo.auth.login;

import static dev.promo.defaults.database.Columns.utc;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.promo.auth.account.Tombstones;
import dev.promo.auth.audit.AuditAction;
import dev.promo.auth.audit.AuditEvent;
import dev.promo.auth.audit.AuditTrail;
import dev.promo.auth.login.Credentials.Known;
import dev.promo.defaults.outbox.Outbox;
import dev.promo.events.FirstLogin;
import dev.promo.events.FirstLoginFormat;
import java.time.Clock;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Flow 3/6. Decides whether an accepted login is the person's first, and if so stores the event in the same transaction.
 *
 * <p>The guarded update is the rule: of logins that race, on any number of instances, the database lets exactly one change
 * the row. Either both the mark and the event are stored or neither.
 *
 * <p>It also holds only for the person and the password that were looked up: who was erased or changed the password since then
 * is not logged in by what they were. So whatever such a change ends, no login at the same time can bring back.
 */
@Component
class FirstLoginMark {

    private final JdbcClient jdbc;
    private final Outbox outbox;
    private final Tombstones tombstones;
    private final AuditTrail audit;
    private final Clock clock;

    FirstLoginMark(JdbcClient jdbc, Outbox outbox, Tombstones tombstones, AuditTrail audit, Clock clock) {
        this.jdbc = jdbc;
        this.outbox = outbox;
        this.tombstones = tombstones;
        this.audit = audit;
        this.clock = clock;
    }

    /** Marks a login that happens now, of the person as they were when their password was compared. */
    @Transactional
    public Marked mark(Known person) {
        var now = clock.instant();
        var marked = mark(person, now);
        if (marked != Marked.STALE) {
            audit.record(AuditEvent.own(AuditAction.LOGGED_IN, person.userId()));
        }
        return marked;
    }

    private Marked mark(Known person, Instant now) {
        if (!markFirst(person, now)) {
            return markLater(person, now) ? later(person) : Marked.STALE;
        }
        if (tombstones.knowOneOf(person.userId())) {
            remember(person);
            return Marked.RETURNED;
        }
        outbox.append(FirstLoginFormat.write(new FirstLogin(
                UuidCreator.getTimeOrderedEpoch(), person.userId(), now, person.registeredAt(), person.birthMonth())));
        return Marked.FIRST;
    }

    private boolean markFirst(Known person, Instant now) {
        return jdbc.sql("""
                        UPDATE users SET latest_login = :now, first_login_at = :now
                        WHERE id = :id AND password_hash = :hash AND latest_login IS NULL""")
                        .param("now", utc(now))
                        .param("id", person.userId())
                        .param("hash", person.passwordHash())
                        .update()
                == 1;
    }

    /** Never backwards: another instance's clock may be ahead of ours. */
    private boolean markLater(Known person, Instant now) {
        return jdbc.sql("""
                        UPDATE users SET latest_login = GREATEST(latest_login, :now)
                        WHERE id = :id AND password_hash = :hash""")
                        .param("now", utc(now))
                        .param("id", person.userId())
                        .param("hash", person.passwordHash())
                        .update()
                == 1; // the driver counts rows found, changed or not
    }

    /** Asked under the row's lock: of two logins that race, the one that comes second knows what the first found out. */
    private Marked later(Known person) {
        var returned = jdbc.sql("SELECT returned FROM users WHERE id = ?")
                .param(person.userId())
                .query(Boolean.class)
                .single();
        return returned ? Marked.RETURNED : Marked.LATER;
    }

    /** So that it is known later on, whatever identifiers the person has by then. */
    private void remember(Known returned) {
        jdbc.sql("UPDATE users SET returned = TRUE WHERE id = ?")
                .param(returned.userId())
                .update();
    }

    /** What a login turned out to be. */
    enum Marked {
        /** The person's first login ever. */
        FIRST,
        LATER,
        /** The first or a later one of a person who had their first login, and its gifts, before they had themselves erased. */
        RETURNED,
        /** None: the person was erased, or has another password hash, since they were looked up. */
        STALE
    }
}
