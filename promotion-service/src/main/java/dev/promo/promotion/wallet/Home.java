package dev.promo.promotion.wallet;

import dev.promo.promotion.wallet.CampaignState.Standing;
import java.util.List;

/**
 * A person's home page.
 *
 * @param vouchers the newest they have, without revoked ones, newest first
 * @param campaigns those running now
 */
record Home(String fullName, List<OwnedVoucher> vouchers, List<CampaignState> campaigns) {

    boolean hasPending() {
        return campaigns.stream().anyMatch(campaign -> campaign.state() == Standing.PENDING);
    }
}
