package dev.promo.promotion.campaign;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.promo.promotion.campaign.VoucherValidity.Lasting;
import dev.promo.promotion.campaign.VoucherValidity.Until;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A campaign as its owner sees it. Has no counters: those change without the owner, and this is what its ETag stands for.
 *
 * @param version what the ETag says, without its quotes
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record CampaignView(
        long id,
        String name,
        @Nullable String description,
        Instant startsAt,
        Instant endsAt,
        int totalVouchers,
        Discount discount,
        Validity voucherValidity,
        RollbackPolicy rollbackPolicy,
        Rules eligibility,
        Campaign.State state,
        List<Eligibility.Pause> pauses,
        long version,
        Instant createdAt,
        @Nullable Instant updatedAt) {

    /**
     * One of the two.
     *
     * @param duration ISO 8601
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Validity(@Nullable String duration, @Nullable Instant until) {

        static Validity of(VoucherValidity validity) {
            return switch (validity) {
                case Lasting(var duration) -> new Validity(ExactDuration.write(duration), null);
                case Until(var end) -> new Validity(null, end);
            };
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Rules(
            @Nullable Instant registeredAfter, @Nullable Integer birthMonth) {}

    static CampaignView of(Campaign campaign) {
        var definition = campaign.definition();
        return new CampaignView(
                campaign.id(),
                definition.name(),
                definition.description(),
                definition.window().startsAt(),
                definition.window().endsAt(),
                definition.totalVouchers(),
                definition.discount(),
                Validity.of(definition.validity()),
                definition.rollbackPolicy(),
                new Rules(definition.registeredAfter(), definition.birthMonth()),
                campaign.state(),
                campaign.pauses(),
                campaign.version(),
                campaign.createdAt(),
                campaign.updatedAt());
    }
}
