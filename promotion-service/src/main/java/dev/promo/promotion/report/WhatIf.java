package dev.promo.promotion.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.promo.promotion.campaign.Discount;
import dev.promo.promotion.campaign.Eligibility;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Currency;
import org.jspecify.annotations.Nullable;

/**
 * What the recorded first logins would have made of a campaign, had it been there from the first of them on. Who was erased since
 * counts as they would have then: a first login is decided on when it is read, and an erasure concerns only who waits.
 *
 * @param eligible first logins that would have been a claim on it
 * @param winners those that would have got a voucher
 * @param refused those that would have come too late
 * @param firstWinnerAt when the first winner logged in; null if there is none
 * @param lastWinnerAt when the last one did, in the order of the log
 * @param soldOutAt when the one logged in who would have taken the last voucher; null if some would be left
 * @param greatestPossibleCost null if nobody can say
 * @param compared beside a real campaign, if one was named
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record WhatIf(
        long eligible,
        long winners,
        long refused,
        @Nullable Instant firstWinnerAt,
        @Nullable Instant lastWinnerAt,
        @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable Instant soldOutAt,
        @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable Cost greatestPossibleCost,
        @Nullable Unknown costUnknown,
        @Nullable Comparison compared) {

    /** A campaign that somebody thinks of. */
    record Question(
            Eligibility eligibility,
            int total,
            Discount discount,
            @Nullable Money averageOrder) {}

    record Money(BigDecimal amount, Currency currency) {}

    /** What every winner together could take off, if each used the voucher. */
    record Cost(BigDecimal amount, String currency, Basis basis) {

        /** What one voucher is taken to cost. */
        enum Basis {
            VALUE,
            CAP,
            AVERAGE_ORDER
        }
    }

    /** Why nobody can say what it costs. */
    enum Unknown {
        /** A percentage of orders of any size: name a cap or an average order. */
        PERCENT_WITHOUT_CAP
    }

    /**
     * Winners beside the people who have a voucher of a real campaign that is not revoked.
     *
     * @param gained winners who have none there
     * @param lost people who have one there and would not have won
     */
    record Comparison(long campaignId, long gained, long lost) {}
}
