package dev.promo.auth.session;

import static dev.promo.defaults.database.Columns.instant;
import static dev.promo.defaults.database.Columns.instantOrNull;
import static dev.promo.defaults.database.Columns.utc;
import static dev.promo.defaults.database.Columns.uuid;

import dev.promo.auth.audit.AuditAction;
import dev.promo.auth.audit.AuditEvent;
import dev.promo.auth.audit.AuditTrail;
import dev.promo.auth.session.RefreshOutcome.Refreshed;
import dev.promo.auth.session.RefreshOutcome.Refused;
import dev.promo.auth.session.RefreshOutcome.Reused;
import dev.promo.auth.token.Role;
import dev.promo.auth.token.TokenIssuer;
import dev.promo.auth.token.TokenIssuer.Subject;
import dev.promo.defaults.metrics.Outcomes;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Gives a new pair of tokens for a refresh token, which is then used up. Uses of one session's tokens, on any number of
 * instances, are decided one after the other.
 *
 * <p>A token that comes again within the grace is answered like the first time: two tabs woke up at once, or an answer was
 * lost. Each is given a pair of its own, and each pair goes on by itself, so that none of them has to know of the others.
 * After the grace it ends the session with all its tokens: one of two holders is a thief, and nobody can tell which. Counts
 * {@code sessions.refreshes{outcome}}.
 */
@Service
class Refreshing {
    private static final Logger log = LoggerFactory.getLogger(Refreshing.class);

    private final JdbcClient jdbc;
    private final Sessions sessions;
    private final TokenIssuer tokens;
    private final AuditTrail audit;
    private final SessionProperties settings;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final Outcomes refreshes;

    Refreshing(
            JdbcClient jdbc,
            Sessions sessions,
            TokenIssuer tokens,
            AuditTrail audit,
            SessionProperties settings,
            TransactionTemplate transaction,
            Clock clock,
            MeterRegistry meters) {
        this.jdbc = jdbc;
        this.sessions = sessions;
        this.tokens = tokens;
        this.audit = audit;
        this.settings = settings;
        this.transaction = transaction;
        this.clock = clock;
        refreshes = new Outcomes(meters, "sessions.refreshes", "refreshed", "repeated", "refused", "reused");
    }

    RefreshOutcome refresh(RefreshToken token) {
        var outcome = Objects.requireNonNull(transaction.execute(_ -> decide(token)));
        count(outcome);
        return outcome;
    }

    private RefreshOutcome decide(RefreshToken token) {
        var session = sessionOf(token).flatMap(sessions::lock).orElse(null);
        var now = clock.instant();
        if (session == null || session.isEnded() || !session.expiresAt().isAfter(now)) {
            return new Refused();
        }
        var state = stateOf(token); // under the session's lock
        var holder = holder(session.userId()).orElse(null);
        if (holder == null || state == null || !state.expiresAt().isAfter(now)) {
            return new Refused();
        }
        var firstUse = state.usedAt();
        if (firstUse != null && !firstUse.plus(settings.refreshGrace()).isAfter(now)) {
            sessions.end(session.userId(), session.id(), EndReason.REFRESH_REUSED);
            audit.record(AuditEvent.strangers(AuditAction.REFRESH_REUSED, session.userId())
                    .with("session", session.id().toString()));
            log.warn("A used refresh token of user {} came again; the session ended", session.userId());
            return new Reused();
        }
        if (firstUse == null) {
            markUsed(token, now);
        }
        var renewed = sessions.renew(session);
        // under the lock too: who ends the session later knows that no token of it is younger than that
        var access = tokens.issue(holder, session.id());
        return new Refreshed(access, renewed.token(), renewed.expiresIn(), firstUse != null);
    }

    private Optional<UUID> sessionOf(RefreshToken token) {
        return jdbc.sql("SELECT session_id FROM refresh_tokens WHERE token_hash = ?")
                .param(token.hash())
                .query((row, _) -> uuid(row.getBytes("session_id")))
                .optional();
    }

    private @Nullable State stateOf(RefreshToken token) {
        return jdbc.sql("SELECT expires_at, used_at FROM refresh_tokens WHERE token_hash = ?")
                .param(token.hash())
                .query((row, _) -> new State(instant(row, "expires_at"), instantOrNull(row, "used_at")))
                .optional()
                .orElse(null);
    }

    private void markUsed(RefreshToken token, Instant now) {
        jdbc.sql("UPDATE refresh_tokens SET used_at = ? WHERE token_hash = ?")
                .params(utc(now), token.hash())
                .update();
    }

    /** As they are called and what they may do by now, not at their login. */
    private Optional<Subject> holder(long userId) {
        return jdbc.sql("""
                        SELECT full_name, returned,
                               (SELECT GROUP_CONCAT(role) FROM user_roles WHERE user_id = u.id) AS roles
                          FROM users u WHERE id = ?""")
                .param(userId)
                .query((row, _) -> new Subject(
                        userId,
                        row.getString("full_name"),
                        Role.names(row.getString("roles")),
                        !row.getBoolean("returned")))
                .optional();
    }

    private void count(RefreshOutcome outcome) {
        refreshes.count(
                switch (outcome) {
                    case Refreshed refreshed -> refreshed.repeated() ? "repeated" : "refreshed";
                    case Refused() -> "refused";
                    case Reused() -> "reused";
                });
    }

    private record State(Instant expiresAt, @Nullable Instant usedAt) {}
}
