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
import java.sql.ResultSet;
import java.sql.SQLException;
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
 * and an end that race, the refresh comes first and is ended too, or comes second and is refused. Rows are found by their id
 * without a lock, and locked and changed by their number alone: through two indexes, two transactions could hold one each.
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
        for (var some = findSome(keep, userId); !some.isEmpty(); some = findSome(keep, userId)) {
            var open = lock(some).stream().filter(found -> !found.isEnded()).toList();
            if (!open.isEmpty()) {
                end(open, reason);
            }
            ended += open.size();
        }
        return ended;
    }

    /** Without a lock: one that looks for rows also takes those of ended sessions on its way, and may keep them, out of order. */
    private List<Long> findSome(@Nullable UUID keep, long userId) {
        return jdbc.sql("""
                        SELECT seq FROM sessions
                         WHERE user_id = :user AND ended_at IS NULL AND (:keep IS NULL OR id <> :keep)
                         ORDER BY seq LIMIT :most""")
                .param("user", userId)
                .param("keep", keep == null ? null : bytes(keep))
                .param("most", BATCH)
                .query((row, _) -> row.getLong("seq"))
                .list();
    }

    /** In the order of their numbers, so that two who end the same sessions wait for each other instead of deadlocking. */
    private List<Session> lock(List<Long> seqs) {
        return jdbc.sql(Session.COLUMNS + " WHERE seq IN (:seqs) ORDER BY seq FOR UPDATE")
                .param("seqs", seqs)
                .query(Session::of)
                .list();
    }

    /** Ends one session of a person; false if they have no such session, or it has been ended before. */
    @Transactional
    boolean end(long userId, UUID id, EndReason reason) {
        var session = lock(id).filter(found -> found.userId() == userId && !found.isEnded());
        session.ifPresent(found -> end(List.of(found), reason));
        return session.isPresent();
    }

    /** The client's name is of use to the list of what goes on, and to nobody afterwards. */
    private void end(List<Session> some, EndReason reason) {
        var now = clock.instant();
        jdbc.sql("""
                        UPDATE sessions SET ended_at = :now, end_reason = :reason, client = NULL WHERE seq IN (:seqs)""")
                .param("now", utc(now))
                .param("reason", reason.name())
                .param("seqs", some.stream().map(Session::seq).toList())
                .update();
        var tokensGone = now.plus(tokensAcceptedFor);
        outbox.appendAll(some.stream()
                .map(session -> SessionRevokedFormat.write(
                        UuidCreator.getTimeOrderedEpoch(),
                        new SessionRevoked(session.id(), session.userId(), now, tokensGone)))
                .toList());
    }

    /** The session, which nobody else changes until the end of the caller's transaction. */
    Optional<Session> lock(UUID id) {
        return jdbc.sql("SELECT seq FROM sessions WHERE id = ?")
                .param(bytes(id))
                .query(Long.class)
                .optional()
                .flatMap(this::lock);
    }

    private Optional<Session> lock(long seq) {
        return jdbc.sql(Session.COLUMNS + " WHERE seq = ? FOR UPDATE")
                .param(seq)
                .query(Session::of)
                .optional();
    }

    /** Notes that a session which the caller has locked was used, and gives it a further refresh token. */
    Renewed renew(Session session) {
        var now = clock.instant();
        var expires = expiry(session.createdAt(), now);
        jdbc.sql("UPDATE sessions SET last_used_at = :now, expires_at = :expires WHERE seq = :seq")
                .param("now", utc(now))
                .param("expires", utc(expires))
                .param("seq", session.seq())
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

    /** Whether that session was ended before its time; empty if the person has no such session. */
    Optional<Boolean> isEnded(long userId, UUID id) {
        return jdbc.sql("SELECT ended_at IS NOT NULL FROM sessions WHERE id = ? AND user_id = ?")
                .params(bytes(id), userId)
                .query(Boolean.class)
                .optional();
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

    /**
     * A session as it was when it was locked.
     *
     * @param seq what it is locked by
     * @param isEnded before its time; one that has not been may have expired all the same
     */
    record Session(long seq, UUID id, long userId, Instant createdAt, Instant expiresAt, boolean isEnded) {

        private static final String COLUMNS =
                "SELECT seq, id, user_id, created_at, expires_at, ended_at FROM sessions ";

        private static Session of(ResultSet row, int number) throws SQLException {
            return new Session(
                    row.getLong("seq"),
                    uuid(row.getBytes("id")),
                    row.getLong("user_id"),
                    instant(row, "created_at"),
                    instant(row, "expires_at"),
                    row.getObject("ended_at") != null);
        }
    }

    record Renewed(RefreshToken token, Duration expiresIn) {}

    /** @param seq the session's place among all, by the time of its login */
    record Listed(
            long seq, UUID id, @Nullable String client, Instant createdAt, Instant lastUsedAt, Instant expiresAt) {}
}
