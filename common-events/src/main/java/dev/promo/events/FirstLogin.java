package dev.promo.events;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/**
 * A person has logged in for the first time, ever.
 *
 * <p>Published once per user, delivered at least once: expect the same event again, even months later, when somebody
 * replays the topic. Carries ids and facts only, nothing that names a person.
 *
 * @param eventId the CloudEvents id; the same for every delivery of this event
 * @param userId positive, never reused
 * @param occurredAt when the login was accepted, UTC, cut to whole microseconds (what every ledger can store)
 */
public record FirstLogin(UUID eventId, long userId, Instant occurredAt) {

    /** Keyed by user id; its order is the queue in which vouchers are given out. */
    public static final String TOPIC = "auth.first-login";

    /** Records of {@link #TOPIC} that can never be understood; as many partitions as its source. */
    public static final String DEAD_LETTER_TOPIC = "auth.first-login.dlt";

    /** The earliest and (exclusive) latest moment that an event may carry: what a DATETIME column is able to hold. */
    private static final Instant EARLIEST = Instant.EPOCH;

    private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

    public FirstLogin {
        if (userId <= 0) {
            throw new IllegalArgumentException("userId must be positive");
        }
        if (occurredAt.isBefore(EARLIEST) || !occurredAt.isBefore(LATEST)) {
            throw new IllegalArgumentException("occurredAt must lie in the years 1970 to 9998");
        }
        occurredAt = occurredAt.truncatedTo(ChronoUnit.MICROS);
    }
}
