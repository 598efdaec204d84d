package dev.promo.promotion.wallet;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.promo.promotion.campaign.Discount;
import org.jspecify.annotations.Nullable;

/**
 * Where a person stands in a running campaign.
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
        /** The first login happened outside the campaign's window, or before there was this campaign. */
        NOT_ELIGIBLE,
        /** The first login has not been decided on yet. */
        PENDING
    }
}
