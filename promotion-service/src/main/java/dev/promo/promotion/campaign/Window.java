package dev.promo.promotion.campaign;

import java.time.Instant;

/** The half-open time {@code [startsAt, endsAt)} in which a first login counts, judged by when the login happened. */
public record Window(Instant startsAt, Instant endsAt) {

    public Window {
        if (!startsAt.isBefore(endsAt)) {
            throw new IllegalArgumentException("startsAt must be before endsAt");
        }
    }

    public boolean contains(Instant moment) {
        return !moment.isBefore(startsAt) && moment.isBefore(endsAt);
    }
}
