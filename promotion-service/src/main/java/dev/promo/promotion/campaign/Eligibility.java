package dev.promo.promotion.campaign;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which first logins are a claim on a campaign: a pure function of the definition and of facts that the event carried.
 *
 * <p>Said twice, here for single claims and as {@link #SQL} for whole inboxes; a test holds the two against each other.
 *
 * @param pauses when the campaign did not run; the last one may be open
 * @param registeredAfter only people who signed up after that moment; null for all
 * @param birthMonth only people born in that month, 1 to 12; null for all
 */
public record Eligibility(
        Window window,
        List<Pause> pauses,
        @Nullable Instant registeredAfter,
        @Nullable Integer birthMonth) {

    /** The same rule as a condition on a row {@code l} of first_logins and a row {@code c} of campaigns. */
    public static final String SQL = """
            (l.occurred_at >= c.starts_at AND l.occurred_at < c.ends_at
             AND (c.registered_after IS NULL OR l.registered_at > c.registered_after)
             AND (c.birth_month IS NULL OR l.birth_month = c.birth_month)
             AND NOT EXISTS (SELECT 1 FROM campaign_pauses p
                              WHERE p.campaign_id = c.id AND p.paused_at <= l.occurred_at
                                AND (p.resumed_at IS NULL OR l.occurred_at < p.resumed_at)))
            """;

    public Eligibility {
        pauses = List.copyOf(pauses);
    }

    /** A half-open time in which the campaign did not run; without an end, it does not run yet. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Pause(Instant from, @Nullable Instant until) {
        boolean contains(Instant moment) {
            return !moment.isBefore(from) && (until == null || moment.isBefore(until));
        }
    }

    /**
     * What a first login says of a person.
     *
     * @param registeredAt null if the event did not say
     * @param birthMonth null if the event did not say
     */
    public record Facts(
            Instant occurredAt,
            @Nullable Instant registeredAt,
            @Nullable Integer birthMonth) {}

    /** Why a first login is a claim, or why not. */
    public enum Verdict {
        ELIGIBLE,
        BEFORE_CAMPAIGN,
        AFTER_CAMPAIGN,
        CAMPAIGN_PAUSED,
        REGISTERED_TOO_EARLY,
        OTHER_BIRTH_MONTH
    }

    /** Judges by when the login happened, never by when it is read. A fact that is asked for and not known does not qualify. */
    public Verdict of(Facts facts) {
        var occurredAt = facts.occurredAt();
        if (occurredAt.isBefore(window.startsAt())) {
            return Verdict.BEFORE_CAMPAIGN;
        }
        if (!window.contains(occurredAt)) {
            return Verdict.AFTER_CAMPAIGN;
        }
        if (pauses.stream().anyMatch(pause -> pause.contains(occurredAt))) {
            return Verdict.CAMPAIGN_PAUSED;
        }
        if (registeredAfter != null
                && (facts.registeredAt() == null || !facts.registeredAt().isAfter(registeredAfter))) {
            return Verdict.REGISTERED_TOO_EARLY;
        }
        if (birthMonth != null && !birthMonth.equals(facts.birthMonth())) {
            return Verdict.OTHER_BIRTH_MONTH;
        }
        return Verdict.ELIGIBLE;
    }

    public boolean admits(Facts facts) {
        return of(facts) == Verdict.ELIGIBLE;
    }
}
