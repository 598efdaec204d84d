package dev.promo.events;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A campaign has been made or changed; tells the whole definition, so that its latest event is all one needs to know.
 *
 * <p>Published once per change, in order; delivered at least once: a version that is not higher than the one already known has
 * been seen before.
 *
 * @param campaignId positive, never reused
 * @param version 1 for the campaign as it was made, then one higher with each change
 * @param at when it was changed, UTC, cut to whole microseconds
 * @param definition the campaign after the change
 */
public record CampaignChanged(long campaignId, Change change, long version, Instant at, Definition definition) {

    /** Keyed by campaign id, so that the changes of one campaign stay in order. */
    public static final String TOPIC = "promotion.campaign";

    /** What was done. */
    public enum Change {
        CREATED,
        UPDATED,
        PAUSED,
        RESUMED,
        ARCHIVED,
        /** It was offered to first logins that had happened before. */
        BACKFILLED
    }

    /** Whether the campaign gives out vouchers. */
    public enum State {
        ACTIVE,
        PAUSED,
        ARCHIVED
    }

    /**
     * What the campaign gives away, when, and how many.
     *
     * @param name for people to read, 1 to 255 characters
     * @param description for people to read, 1 to 4000 characters
     * @param startsAt from then on a first login counts
     * @param endsAt from then on none counts any more
     * @param totalVouchers never fewer than have been issued
     * @param discount of the vouchers issued from now on
     */
    public record Definition(
            String name,
            @Nullable String description,
            Instant startsAt,
            Instant endsAt,
            int totalVouchers,
            DiscountTerms discount,
            State state) {

        public Definition {
            Rules.text("name", name, 255);
            if (description != null) {
                Rules.text("description", description, 4000);
            }
            startsAt = Rules.moment("startsAt", startsAt);
            endsAt = Rules.moment("endsAt", endsAt);
            if (!startsAt.isBefore(endsAt)) {
                throw new IllegalArgumentException("startsAt must be before endsAt");
            }
            Rules.notNegative("totalVouchers", totalVouchers);
        }
    }

    public CampaignChanged {
        Rules.positive("campaignId", campaignId);
        Rules.positive("version", version);
        at = Rules.moment("at", at);
    }
}
