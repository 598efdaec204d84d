package dev.promo.local.demo;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What {@code GET /homepage} shows a person, as far as the demo looks at it. */
public record HomePage(String fullName, List<Voucher> vouchers, List<Campaign> campaigns) {

    public record Voucher(String code, String campaign, int slot, String status) {}

    /**
     * A running campaign, as this person sees it.
     *
     * @param slot only when {@link CampaignState#ISSUED}
     */
    public record Campaign(
            long id,
            String name,
            CampaignState state,
            @Nullable Integer slot) {}

    /** How a person stands with a campaign. */
    public enum CampaignState {
        ISSUED,
        SOLD_OUT,
        NOT_ELIGIBLE,
        PENDING
    }

    public Optional<Campaign> campaign(long id) {
        return campaigns.stream().filter(campaign -> campaign.id() == id).findFirst();
    }

    /** Whether the page says what will stay: anything but {@code PENDING}, and a voucher where it says {@code ISSUED}. */
    public boolean isFinal(long campaign) {
        return campaign(campaign)
                .map(state -> switch (state.state()) {
                    case ISSUED ->
                        vouchers.stream().anyMatch(voucher -> voucher.campaign().equals(state.name()));
                    case SOLD_OUT, NOT_ELIGIBLE -> true;
                    case PENDING -> false;
                })
                .orElse(false);
    }
}
