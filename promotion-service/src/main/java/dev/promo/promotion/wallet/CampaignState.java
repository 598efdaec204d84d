package dev.promo.promotion.wallet;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.promo.promotion.campaign.Discount;
import org.jspecify.annotations.Nullable;

/**
 * Where a person stands in a running campaign: the short form of a {@link Receipt}.
 *
 * @param slot the number of the voucher, only when {@code ISSUED}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record CampaignState(
        long id,
        String name,
        Discount discount,
        Standing state,
        @Nullable Integer slot) {

    /** Said only when it is certain; until then it is {@code PENDING}. */
    enum Standing {
        /** The person holds a voucher of this campaign. */
        ISSUED,
        /** All vouchers went to people whose first login came earlier. */
        SOLD_OUT,
        /** The first login is no claim on this campaign, or there will be none, or the voucher it earned was revoked. */
        NOT_ELIGIBLE,
        /** The first login has not been seen yet, or others are served before it. */
        PENDING
    }

    static CampaignState of(Receipt receipt) {
        var standing = switch (receipt.outcome()) {
            case ISSUED -> Standing.ISSUED;
            case SOLD_OUT -> Standing.SOLD_OUT;
            case NOT_ELIGIBLE, REVOKED -> Standing.NOT_ELIGIBLE;
            case WAITING, PENDING -> Standing.PENDING;
        };
        return new CampaignState(
                receipt.campaignId(),
                receipt.campaign(),
                receipt.discount(),
                standing,
                standing == Standing.ISSUED ? receipt.slot() : null);
    }
}
