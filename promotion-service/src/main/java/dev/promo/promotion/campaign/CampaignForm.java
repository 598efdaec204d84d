package dev.promo.promotion.campaign;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A campaign's definition as its owner sends it; {@link DefinitionRules} says what is wrong with it. Whatever has a form of
 * its own is text here, so that all mistakes can be reported at once.
 */
record CampaignForm(
        @Nullable String name,
        @Nullable String description,
        @Nullable String startsAt,
        @Nullable String endsAt,
        @Nullable Integer totalVouchers,
        @Nullable DiscountForm discount,
        @Nullable ValidityForm voucherValidity,
        @Nullable String rollbackPolicy,
        @Nullable EligibilityForm eligibility) {

    record DiscountForm(
            @Nullable String type,
            @Nullable BigDecimal value,
            @Nullable String currency,
            @Nullable BigDecimal cap,
            @Nullable BigDecimal minimumOrder,
            @Nullable String rounding) {}

    /** One of the two. */
    record ValidityForm(@Nullable String duration, @Nullable String until) {}

    record EligibilityForm(
            @Nullable String registeredAfter, @Nullable Integer birthMonth) {}

    /** What a copy of a campaign does not take over. */
    record Copy(
            @Nullable String name,
            @Nullable String startsAt,
            @Nullable String endsAt) {}

    /**
     * A wish to offer a campaign to people who came before it.
     *
     * @param dryRun only say what would happen; so it is if nothing is said
     * @param from the earliest first login to begin with
     */
    record Backfill(@Nullable Boolean dryRun, @Nullable String from) {}
}
