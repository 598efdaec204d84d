package dev.promo.promotion.report;

import static dev.promo.defaults.database.Columns.utc;

import dev.promo.promotion.database.Snapshots;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.stereotype.Component;

/** Counts a campaign's vouchers by what has become of them, from the ledger's own rows. */
@Component
class LiveCounters {

    private static final int MINUTES = 60;
    private static final String BY_STATE = Arrays.stream(VoucherState.values())
            .map(state -> "COALESCE(SUM(%s), 0) AS %s_count".formatted(state.sql(), state.onTheWire()))
            .collect(Collectors.joining(",\n"));

    private final Snapshots snapshots;
    private final LedgerCounts counts;
    private final Clock clock;

    LiveCounters(Snapshots snapshots, LedgerCounts counts, Clock clock) {
        this.snapshots = snapshots;
        this.counts = counts;
        this.clock = clock;
    }

    Optional<Counters> of(long campaign) {
        return snapshots.inOne(() -> counts.definition(campaign).map(this::count));
    }

    private Counters count(Evidence.Definition campaign) {
        var now = clock.instant();
        var states = byState(campaign.id(), now);
        return new Counters(
                campaign.id(),
                now,
                campaign.total(),
                campaign.issued(),
                campaign.left(),
                states.getOrDefault(VoucherState.ACTIVE, 0L),
                states.getOrDefault(VoucherState.USED, 0L),
                states.getOrDefault(VoucherState.EXPIRED, 0L),
                states.getOrDefault(VoucherState.REVOKED, 0L),
                states.getOrDefault(VoucherState.HELD, 0L),
                campaign.archived() || campaign.ended()
                        ? 0
                        : counts.claims(campaign.id()).waiting(),
                perMinute(campaign.id(), now.truncatedTo(ChronoUnit.MINUTES).minus(MINUTES - 1, ChronoUnit.MINUTES)));
    }

    private Map<VoucherState, Long> byState(long campaign, Instant now) {
        return snapshots
                .jdbc()
                .sql("SELECT %s FROM vouchers v WHERE v.campaign_id = :campaign".formatted(BY_STATE))
                .param("campaign", campaign)
                .param("now", utc(now))
                .query((row, n) -> {
                    var states = new EnumMap<VoucherState, Long>(VoucherState.class);
                    for (var state : VoucherState.values()) {
                        states.put(state, row.getLong(state.onTheWire() + "_count"));
                    }
                    return states;
                })
                .single();
    }

    private List<Counters.Minute> perMinute(long campaign, Instant from) {
        var issued = new HashMap<Integer, Long>();
        snapshots
                .jdbc()
                .sql("""
                        SELECT TIMESTAMPDIFF(MINUTE, :from, issued_at) AS minutes, COUNT(*) AS issued
                          FROM vouchers
                         WHERE campaign_id = :campaign AND id > :before AND issued_at >= :from
                         GROUP BY minutes
                        """)
                .param("campaign", campaign)
                .param("before", lastBefore(campaign, from))
                .param("from", utc(from))
                .query(row -> {
                    issued.put(row.getInt("minutes"), row.getLong("issued"));
                });
        return IntStream.range(0, MINUTES)
                .mapToObj(i -> new Counters.Minute(from.plus(i, ChronoUnit.MINUTES), issued.getOrDefault(i, 0L)))
                .toList();
    }

    /** Looks from the end, as vouchers are given in the order of time; a minute more for clocks that differ. */
    private long lastBefore(long campaign, Instant from) {
        return snapshots
                .jdbc()
                .sql("""
                        SELECT id FROM vouchers WHERE campaign_id = :campaign AND issued_at < :from
                         ORDER BY id DESC LIMIT 1
                        """)
                .param("campaign", campaign)
                .param("from", utc(from.minus(1, ChronoUnit.MINUTES)))
                .query((row, n) -> row.getLong("id"))
                .optional()
                .orElse(0L);
    }
}
