package dev.promo.auth.login;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.promo.auth.login.Credentials.Known;
import dev.promo.defaults.outbox.Outbox;
import dev.promo.events.FirstLogin;
import dev.promo.events.FirstLoginFormat;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Flow 3/6. Decides whether an accepted login is the person's first, and if so stores the event in the same transaction.
 *
 * <p>The guarded update is the rule: of logins that race, on any number of instances, the database lets exactly one change
 * the row. Either both the mark and the event are stored or neither.
 */
@Component
class FirstLoginMark {

    private final JdbcClient jdbc;
    private final Outbox outbox;
    private final Clock clock;

    FirstLoginMark(JdbcClient jdbc, Outbox outbox, Clock clock) {
        this.jdbc = jdbc;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** Marks a login that happens now; true if it is the first one ever. */
    @Transactional
    public boolean mark(Known person) {
        var now = clock.instant();
        if (markFirst(person.userId(), now)) {
            outbox.append(FirstLoginFormat.write(new FirstLogin(
                    UuidCreator.getTimeOrderedEpoch(),
                    person.userId(),
                    now,
                    person.registeredAt(),
                    person.birthMonth())));
            return true;
        }
        markLater(person.userId(), now);
        return false;
    }

    private boolean markFirst(long userId, Instant now) {
        return jdbc.sql("""
                        UPDATE users SET latest_login = :now, first_login_at = :now
                        WHERE id = :id AND latest_login IS NULL""").param("now", utc(now)).param("id", userId).update() == 1;
    }

    /** Never backwards: another instance's clock may be ahead of ours. */
    private void markLater(long userId, Instant now) {
        jdbc.sql("UPDATE users SET latest_login = :now WHERE id = :id AND latest_login < :now")
                .param("now", utc(now))
                .param("id", userId)
                .update();
    }

    /** A DATETIME has no zone; as a local time, no setting of driver or server can shift it. */
    private static LocalDateTime utc(Instant instant) {
        return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
