package dev.promo.promotion.wallet;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.promo.promotion.campaign.Discount;
import dev.promo.promotion.campaign.Eligibility;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What was decided on a person's claim on a campaign, why, and by what.
 *
 * @param reason why the person gets nothing, where it is not that others came first
 * @param voucherId only when {@code ISSUED} or {@code REVOKED}, like slot and generation
 * @param slot the number of the voucher among the campaign's
 * @param generation how often that slot has been given, this time included
 * @param position in the waiting list, 1 is next; of whoever may still get a voucher and is among the first thousand
 * @param decidedBy the first login that was judged; null if none has been seen, or the voucher was given without one
 * @param decidedAt null if nothing has been decided yet, or there is no first login to decide on
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Receipt(
        long campaignId,
        String campaign,
        Discount discount,
        Outcome outcome,
        @Nullable Reason reason,
        @Nullable Long voucherId,
        @Nullable Integer slot,
        @Nullable Integer generation,
        @Nullable Long position,
        @Nullable DecidedBy decidedBy,
        @Nullable Instant decidedAt) {

    /** Said only when it is certain; until then it is {@code PENDING}. */
    enum Outcome {
        /** The person has a voucher of this campaign, whatever became of it. */
        ISSUED,
        /** All vouchers went to people whose first login came earlier; whoever is next gets one that becomes free. */
        SOLD_OUT,
        /** Vouchers are left, but the campaign is paused, or others come first. */
        WAITING,
        /** The first login is no claim on this campaign, or there is none and will be none. */
        NOT_ELIGIBLE,
        /** The first login has not been seen yet. */
        PENDING,
        /** The person had a voucher of this campaign; it was taken back for good. */
        REVOKED
    }

    /** Why nothing is given. */
    enum Reason {
        /** No first login will ever be seen: the person had it before they were erased and came back, or it is a program. */
        NO_FIRST_LOGIN,
        BEFORE_CAMPAIGN,
        AFTER_CAMPAIGN,
        CAMPAIGN_PAUSED,
        REGISTERED_TOO_EARLY,
        OTHER_BIRTH_MONTH,
        /** The campaign came after the person's first login had been decided on. */
        NOT_OFFERED,
        /** The campaign is closed for good, so the waiting list as well. */
        CAMPAIGN_ARCHIVED,
        /** The fixed end of the campaign's vouchers has passed, so who waits gets none. */
        VOUCHERS_ENDED;

        /** Of a verdict that is not {@code ELIGIBLE}. */
        static Reason of(Eligibility.Verdict verdict) {
            return switch (verdict) {
                case BEFORE_CAMPAIGN -> BEFORE_CAMPAIGN;
                case AFTER_CAMPAIGN -> AFTER_CAMPAIGN;
                case CAMPAIGN_PAUSED -> CAMPAIGN_PAUSED;
                case REGISTERED_TOO_EARLY -> REGISTERED_TOO_EARLY;
                case OTHER_BIRTH_MONTH -> OTHER_BIRTH_MONTH;
                case ELIGIBLE -> throw new IllegalArgumentException("who is eligible is not refused");
            };
        }
    }

    /**
     * A first login and its place in the log, which is its place in the queue.
     *
     * @param partition of {@code auth.first-login}
     * @param offset within the partition
     */
    record DecidedBy(UUID eventId, int partition, long offset, Instant occurredAt) {}
}
