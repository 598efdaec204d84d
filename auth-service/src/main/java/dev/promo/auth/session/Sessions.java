package dev.promo.auth.session;

import static dev.promo.defaults.database.Columns.bytes;
import static dev.promo.defaults.database.Columns.instant;
import static dev.promo.defaults.database.Columns.utc;
import static dev.promo.defaults.database.Columns.uuid;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.promo.auth.token.TokenIssuer;
import dev.promo.defaults.outbox.Outbox;
import dev.promo.defaults.page.Page;
import dev.promo.defaults.page.PageRequest;
import dev.promo.events.SessionRevoked;
import dev.promo.events.SessionRevokedFormat;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * Everybody's sessions and their refresh tokens. Whatever changes one session holds the lock of its row, so that of a refresh
 * and an end that race, the refresh comes first and is ended too, or comes second and is refused.
 *
 * <p>Ending a session stores the event that tells the gateways, in the same transaction: it is ended and they will know, or
 * neither. All methods join the caller's transaction.
 */
@Repository
public class Sessions {

    /** Sessions ended by one statement, and events stored by one. */
    private static final int BATCH = 500;

    private final JdbcClient jdbc;
    private final Outbox outbox;
    private final Duration tokensAcceptedFor;
    private final SessionProperties settings;
    private final Clock clock;

    Sessions(JdbcClient jdbc, Outbox outbox, TokenIssuer tokens, SessionProperties settings, Clock clock) {
        this.jdbc = jdbc;
        this.outbox = outbox;
        this.tokensAcceptedFor = tokens.acceptedFor();
        this.settings = settings;
        this.clock = clock;
    }

    /** Begins a session of a person who has just proved who they are, by the client of the request that is being served. */
    @Transactional
    public Opened open(long userId) {
        var id = UUID.randomUUID();
        var now = clock.instant();
        var expires = expiry(now, now);
        jdbc.sql("""
                        INSERT INTO sessions (id, user_id, client, created_at, last_used_at, expires_at)
                        VALUES (:id, :user, :client, :now, :now, :expires)""")
                .param("id", bytes(id))
                .param("user", userId)
                .param("client", ClientName.ofCurrentRequest().orElse(null))
                .param("now", utc(now))
                .param("expires", utc(expires))
                .update();
        return new Opened(id, addToken(id, now, expires).value(), Duration.between(now, expires));
    }

    /** Ends all sessions of a person; says how many. */
    @Transactional
    public int endAll(long userId, EndReason reason) {
        return endAllBut(null, userId, reason);
    }

    /** Ends all sessions of a person except one; says how many. */
    @Transactional
    public int endOthers(long userId, UUID keep, EndReason reason) {
        return endAllBut(keep, userId, reason);
    }

    private int endAllBut(@Nullable UUID keep, long userId, EndReason reason) {
        var ended = 0;
        for (var some = lockSome(keep, userId); !some.isEmpty(); some = lockSome(keep, userId)) {
            end(some, userId, reason);
            ended += some.size();
        }
        return ended;
    }

    /** In one order for everybody, so that two who end the same sessions wait for each other instead of deadlocking. */
    private List<UUID> lockSome(@Nullable UUID keep, long userId) {
        return jdbc.sql("""
                        SELECT id FROM sessions WHERE user_id = :user AND ended_at IS NULL AND (:keep IS NULL OR id <> :keep)
                         ORDER BY seq LIMIT :most FOR UPDATE""")
                .param("user", userId)
                .param("keep", keep == null ? null : bytes(keep))
                .param("most", BATCH)
                .query((row, _) -> uuid(row.getBytes("id")))
                .list();
    }

    /** Ends one session of a person; false if they have no such session, or it has been ended before. */
    @Transactional
    boolean end(long userId, UUID id, EndReason reason) {
        var session = lock(id).filter(found -> found.userId() == userId && !found.isEnded());
        session.ifPresent(_ -> end(List.of(id), userId, reason));
        return session.isPresent();
    }

    /** The client's name is of use to the list of what goes on, and to nobody afterwards. */
    private void end(List<UUID> ids, long userId, EndReason reason) {
        var now = clock.instant();
        jdbc.sql("""
                        UPDATE sessions SET ended_at = :now, end_reason = :reason, client = NULL WHERE id IN (:ids)""")
                .param("now", utc(now))
                .param("reason", reason.name())
                .param("ids", ids.stream().map(id -> bytes(id)).toList())
                .update();
        var tokensGone = now.plus(tokensAcceptedFor);
        outbox.appendAll(ids.stream()
                .map(id -> SessionRevokedFormat.write(
                        UuidCreator.getTimeOrderedEpoch(), new SessionRevoked(id, userId, now, tokensGone)))
                .toList());
    }

    /** The session, which nobody else changes until the end of the caller's transaction. */
    Optional<Session> lock(UUID id) {
        return jdbc.sql("SELECT user_id, created_at, expires_at, ended_at FROM sessions WHERE id = ? FOR UPDATE")
                .param(bytes(id))
                .query((row, _) -> new Session(
                        id,
                        row.getLong("user_id"),
                        instant(row, "created_at"),
                        instant(row, "expires_at"),
                        row.getObject("ended_at") != null))
                .optional();
    }

    /** Notes that a session which the caller has locked was used, and gives it a further refresh token. */
    Renewed renew(Session session) {
        var now = clock.instant();
        var expires = expiry(session.createdAt(), now);
        jdbc.sql("UPDATE sessions SET last_used_at = :now, expires_at = :expires WHERE id = :id")
                .param("now", utc(now))
                .param("expires", utc(expires))
                .param("id", bytes(session.id()))
                .update();
        return new Renewed(addToken(session.id(), now, expires), Duration.between(now, expires));
    }

    private RefreshToken addToken(UUID session, Instant now, Instant expires) {
        var token = RefreshToken.random();
        jdbc.sql("INSERT INTO refresh_tokens (token_hash, session_id, issued_at, expires_at) VALUES (?, ?, ?, ?)")
                .params(token.hash(), bytes(session), utc(now), utc(expires))
                .update();
        return token;
    }

    private Instant expiry(Instant createdAt, Instant usedAt) {
        var idle = usedAt.plus(settings.refreshIdle());
        var last = createdAt.plus(settings.sessionLifetime());
        return idle.isBefore(last) ? idle : last;
    }

    /** Whether this is a session of that person which has not been ended; a token of it may outlive its expiry a little. */
    boolean isNotEnded(long userId, UUID id) {
        return jdbc.sql("SELECT COUNT(*) FROM sessions WHERE id = ? AND user_id = ? AND ended_at IS NULL")
                        .params(bytes(id), userId)
                        .query(Integer.class)
                        .single()
                == 1;
    }

    /** What of a person's goes on, the latest login first. */
    Page<Listed> list(long userId, PageRequest page) {
        var found = jdbc.sql("""
                        SELECT seq, id, client, created_at, last_used_at, expires_at FROM sessions
                         WHERE user_id = :user AND seq < :before AND ended_at IS NULL AND expires_at > :now
                         ORDER BY seq DESC LIMIT :most""")
                .param("user", userId)
                .param("before", page.after() == null ? Long.MAX_VALUE : page.after())
                .param("now", utc(clock.instant()))
                .param("most", page.toFetch())
                .query((row, _) -> new Listed(
                        row.getLong("seq"),
                        uuid(row.getBytes("id")),
                        row.getString("client"),
                        instant(row, "created_at"),
                        instant(row, "last_used_at"),
                        instant(row, "expires_at")))
                .list();
        return Page.of(found, page, Listed::seq);
    }

    /** @param isEnded before its time; one that has not been may have expired all the same */
    record Session(UUID id, long userId, Instant createdAt, Instant expiresAt, boolean isEnded) {}

    record Renewed(RefreshToken token, Duration expiresIn) {}

    /** @param seq the session's place among all, by the time of its login */
    record Listed(
            long seq, UUID id, @Nullable String client, Instant createdAt, Instant lastUsedAt, Instant expiresAt) {}
}
