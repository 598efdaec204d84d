package dev.promo.promotion.wallet;

import java.util.List;

/**
 * A person's home page.
 *
 * @param vouchers all they ever got, newest first
 * @param campaigns those running now
 */
record Home(String fullName, List<OwnedVoucher> vouchers, List<CampaignState> campaigns) {}
