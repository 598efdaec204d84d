package dev.promo.promotion.idempotency;

import static dev.promo.defaults.database.Columns.instant;
import static dev.promo.defaults.database.Columns.utc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The answers already given, by caller and key. The primary key lets one request of several through, on whatever instances they
 * arrive; each statement stands for itself, so no connection and no lock is held while a request is handled.
 */
@Component
class Answers {

    /** Longer than any request takes: whoever is silent for that long has died. */
    static final Duration TAKEN_OVER_AFTER = Duration.ofSeconds(60);

    /** 24 hours are promised; an hour more covers clocks that differ and answers that took long. */
    static final Duration KEPT_FOR = Duration.ofHours(25);

    private static final int PURGE_CHUNK = 1_000;
    private static final int TRIES = 5;

    private final JdbcClient jdbc;
    private final Clock clock;

    Answers(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** What the key says of a request. */
    sealed interface Claim {
        /** It is the first: it has to be handled, and then {@link #keep kept} or {@link #free freed}. */
        record First(Ticket ticket) implements Claim {}

        record Answered(KeptAnswer answer) implements Claim {}

        record InFlight() implements Claim {}

        record OtherRequest() implements Claim {}
    }

    /**
     * The right to answer for a key.
     *
     * @param since tells it from that of whoever takes the key over, should this one be too slow
     */
    record Ticket(long caller, IdempotencyKey key, Instant since) {}

    /** @param request the hash of everything that makes it this request */
    Claim claim(long caller, IdempotencyKey key, byte[] request) {
        for (var tries = 0; tries < TRIES; tries++) {
            var ticket = new Ticket(caller, key, clock.instant().truncatedTo(ChronoUnit.MICROS));
            if (insert(ticket, request)) {
                return new Claim.First(ticket);
            }
            var found = find(ticket);
            if (found.isEmpty()) {
                continue; // freed meanwhile
            }
            var earlier = found.get();
            if (!Arrays.equals(earlier.request(), request)) {
                return new Claim.OtherRequest();
            }
            if (earlier.answer() != null) {
                return new Claim.Answered(earlier.answer());
            }
            if (earlier.since().plus(TAKEN_OVER_AFTER).isAfter(ticket.since())) {
                return new Claim.InFlight();
            }
            if (takeOver(ticket, earlier.since())) {
                return new Claim.First(ticket);
            }
        }
        return new Claim.InFlight();
    }

    private boolean insert(Ticket ticket, byte[] request) {
        try {
            jdbc.sql("""
                            INSERT INTO idempotency_keys (caller_id, idem_key, request_hash, started_at)
                            VALUES (:caller, :key, :request, :since)
                            """)
                    .param("caller", ticket.caller())
                    .param("key", ticket.key().value())
                    .param("request", request)
                    .param("since", utc(ticket.since()))
                    .update();
            return true;
        } catch (DuplicateKeyException taken) {
            return false;
        }
    }

    private Optional<Earlier> find(Ticket ticket) {
        return jdbc.sql("""
                        SELECT request_hash, started_at, status, content_type, headers, body
                          FROM idempotency_keys WHERE caller_id = :caller AND idem_key = :key
                        """)
                .param("caller", ticket.caller())
                .param("key", ticket.key().value())
                .query((row, n) -> read(row))
                .optional();
    }

    private boolean takeOver(Ticket ticket, Instant from) {
        return 1
                == jdbc.sql("""
                        UPDATE idempotency_keys SET started_at = :since
                         WHERE caller_id = :caller AND idem_key = :key AND status IS NULL AND started_at = :from
                        """)
                        .param("since", utc(ticket.since()))
                        .param("caller", ticket.caller())
                        .param("key", ticket.key().value())
                        .param("from", utc(from))
                        .update();
    }

    /** Keeps the answer for whoever asks again; does nothing if the key was taken over. */
    void keep(Ticket ticket, KeptAnswer answer) {
        jdbc.sql("""
                        UPDATE idempotency_keys
                           SET status = :status, content_type = :type, headers = :headers, body = :body
                         WHERE caller_id = :caller AND idem_key = :key AND status IS NULL AND started_at = :since
                        """)
                .param("status", answer.status())
                .param("type", answer.contentType())
                .param("headers", answer.headers())
                .param("body", answer.body())
                .param("caller", ticket.caller())
                .param("key", ticket.key().value())
                .param("since", utc(ticket.since()))
                .update();
    }

    /** Lets the next request with that key through; does nothing if the key was taken over. */
    void free(Ticket ticket) {
        jdbc.sql("""
                        DELETE FROM idempotency_keys
                         WHERE caller_id = :caller AND idem_key = :key AND status IS NULL AND started_at = :since
                        """)
                .param("caller", ticket.caller())
                .param("key", ticket.key().value())
                .param("since", utc(ticket.since()))
                .update();
    }

    /** Forgets what is too old; any number of instances may do so at once. */
    int purge() {
        var purged = 0;
        int chunk;
        do { // in chunks, so that no lock is held for long
            chunk = jdbc.sql("DELETE FROM idempotency_keys WHERE started_at < :end ORDER BY started_at LIMIT :chunk")
                    .param("end", utc(clock.instant().minus(KEPT_FOR)))
                    .param("chunk", PURGE_CHUNK)
                    .update();
            purged += chunk;
        } while (chunk == PURGE_CHUNK);
        return purged;
    }

    private static Earlier read(ResultSet row) throws SQLException {
        var status = row.getInt("status");
        if (row.wasNull()) {
            return new Earlier(row.getBytes("request_hash"), instant(row, "started_at"), null);
        }
        var answer =
                new KeptAnswer(status, row.getString("content_type"), row.getString("headers"), row.getBytes("body"));
        return new Earlier(row.getBytes("request_hash"), instant(row, "started_at"), answer);
    }

    /** @param answer null while it is in flight */
    @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
    private record Earlier(
            byte[] request, Instant since, @Nullable KeptAnswer answer) {}
}
