package dev.promo.events;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A person has logged in for the first time, ever.
 *
 * <p>Published once per user, delivered at least once: expect the same event again, even months later, when somebody
 * replays the topic. Carries ids and facts only, nothing that names a person.
 *
 * @param eventId the CloudEvents id; the same for every delivery of this event
 * @param userId positive, never reused
 * @param occurredAt when the login was accepted, UTC, cut to whole microseconds (what every ledger can store)
 * @param registeredAt when the account was made, cut likewise; absent in the events of early releases
 * @param birthMonth 1 to 12, the month of the birthday and nothing more, which identifies nobody; absent if the person gave
 *     no birthday, and in the events of early releases
 */
public record FirstLogin(
        UUID eventId,
        long userId,
        Instant occurredAt,
        @Nullable Instant registeredAt,
        @Nullable Integer birthMonth) {

    /** Keyed by user id; its order is the queue in which vouchers are given out. */
    public static final String TOPIC = "auth.first-login";

    /** Records of {@link #TOPIC} that can never be understood; as many partitions as its source. */
    public static final String DEAD_LETTER_TOPIC = "auth.first-login.dlt";

    public FirstLogin {
        Rules.positive("userId", userId);
        occurredAt = Rules.moment("occurredAt", occurredAt);
        if (registeredAt != null) {
            registeredAt = Rules.moment("registeredAt", registeredAt);
        }
        if (birthMonth != null && (birthMonth < 1 || birthMonth > 12)) {
            throw new IllegalArgumentException("birthMonth must be 1 to 12");
        }
    }

    /** A first login of which no more is known, as early releases told it. */
    public FirstLogin(UUID eventId, long userId, Instant occurredAt) {
        this(eventId, userId, occurredAt, null, null);
    }
}
