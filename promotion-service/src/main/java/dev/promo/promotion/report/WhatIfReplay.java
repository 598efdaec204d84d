package dev.promo.promotion.report;

import static dev.promo.defaults.database.Columns.instant;
import static dev.promo.defaults.database.Columns.instantOrNull;
import static dev.promo.defaults.database.Columns.intOrNull;

import dev.promo.promotion.campaign.Discount;
import dev.promo.promotion.campaign.Eligibility;
import dev.promo.promotion.database.Snapshots;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Reads the whole inbox in the order of the log, a page in memory at a time, and decides as the ledger would have. Changes
 * nothing.
 */
@Component
class WhatIfReplay {

    private static final int PAGE = 5_000;

    private final Snapshots snapshots;
    private final LedgerCounts counts;

    WhatIfReplay(Snapshots snapshots, LedgerCounts counts) {
        this.snapshots = snapshots;
        this.counts = counts;
    }

    WhatIf answer(WhatIf.Question question) {
        return snapshots.inOne(() -> replay(question, 0).answer(question, null));
    }

    /** @param campaign a real one to compare it with */
    WhatIf answer(WhatIf.Question question, long campaign) {
        return snapshots.inOne(() -> {
            counts.require(campaign);
            var run = replay(question, campaign);
            var lost = counts.vouchers(campaign).taken() - run.winnersWhoHold;
            return run.answer(question, new WhatIf.Comparison(campaign, run.winners - run.winnersWhoHold, lost));
        });
    }

    private Run replay(WhatIf.Question question, long campaign) {
        var run = new Run();
        var after = 0L;
        List<Login> page;
        do {
            page = page(after, campaign);
            for (var login : page) {
                if (question.eligibility().admits(login.facts())) {
                    run.claim(login, question.total());
                }
            }
            after = page.isEmpty() ? after : page.getLast().seq();
        } while (page.size() == PAGE);
        return run;
    }

    private List<Login> page(long after, long campaign) {
        return snapshots
                .jdbc()
                .sql("""
                        SELECT l.seq, l.occurred_at, l.registered_at, l.birth_month, v.id IS NOT NULL AS holds
                          FROM first_logins l
                          LEFT JOIN vouchers v
                            ON v.user_id = l.user_id AND v.campaign_id = :campaign AND v.revoked_at IS NULL
                         WHERE l.seq > :after ORDER BY l.seq LIMIT :page
                        """)
                .param("campaign", campaign)
                .param("after", after)
                .param("page", PAGE)
                .query((row, n) -> new Login(
                        row.getLong("seq"),
                        new Eligibility.Facts(
                                instant(row, "occurred_at"),
                                instantOrNull(row, "registered_at"),
                                intOrNull(row, "birth_month")),
                        row.getBoolean("holds")))
                .list();
    }

    /** @param holds a voucher of the campaign to compare with */
    private record Login(long seq, Eligibility.Facts facts, boolean holds) {}

    /** The ledger's decision, in its plainest form. */
    private static final class Run {
        private long eligible;
        private long winners;
        private long winnersWhoHold;
        private @Nullable Instant firstWinnerAt;
        private @Nullable Instant lastWinnerAt;

        void claim(Login login, int total) {
            eligible++;
            if (winners == total) {
                return;
            }
            winners++;
            winnersWhoHold += login.holds() ? 1 : 0;
            lastWinnerAt = login.facts().occurredAt();
            if (firstWinnerAt == null) {
                firstWinnerAt = lastWinnerAt;
            }
        }

        WhatIf answer(WhatIf.Question question, WhatIf.@Nullable Comparison compared) {
            var cost = cost(question);
            return new WhatIf(
                    eligible,
                    winners,
                    eligible - winners,
                    firstWinnerAt,
                    lastWinnerAt,
                    winners == question.total() ? lastWinnerAt : null,
                    cost,
                    cost == null ? WhatIf.Unknown.PERCENT_WITHOUT_CAP : null,
                    compared);
        }

        private WhatIf.@Nullable Cost cost(WhatIf.Question question) {
            var discount = question.discount();
            var average = question.averageOrder();
            if (discount.type() == Discount.Type.AMOUNT) {
                var each = discount.cap() == null
                        ? discount.value()
                        : discount.value().min(discount.cap());
                return cost(each, discount.currency(), WhatIf.Cost.Basis.VALUE);
            }
            if (discount.cap() != null) {
                return cost(discount.cap(), discount.currency(), WhatIf.Cost.Basis.CAP);
            }
            if (average != null) {
                // a smaller order could not use the voucher at all
                var minimum = discount.minimumOrder();
                var order =
                        minimum == null ? average.amount() : average.amount().max(minimum);
                var each = discount.off(order, average.currency());
                return cost(each, average.currency().getCurrencyCode(), WhatIf.Cost.Basis.AVERAGE_ORDER);
            }
            return null;
        }

        private WhatIf.Cost cost(BigDecimal each, @Nullable String code, WhatIf.Cost.Basis basis) {
            if (code == null) {
                throw new IllegalStateException("money without a currency");
            }
            var digits = Math.max(0, Currency.getInstance(code).getDefaultFractionDigits());
            var all = each.multiply(BigDecimal.valueOf(winners));
            return new WhatIf.Cost(
                    all.setScale(Math.max(digits, all.stripTrailingZeros().scale())), code, basis);
        }
    }
}
