/** Campaigns: what is given away, when, and how many; start at {@link dev.promo.promotion.campaign.Eligibility}. */
@NullMarked
package dev.promo.promotion.campaign;

import org.jspecify.annotations.NullMarked;
