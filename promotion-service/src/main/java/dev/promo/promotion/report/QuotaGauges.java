package dev.promo.promotion.report;

import static dev.promo.defaults.database.Columns.utc;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * {@code campaign.quota{campaign}} and {@code campaign.quota.left{campaign}}: how many vouchers a running campaign has, and has left to
 * give. Of the newest {@value #TOLD} that run, as a campaign is a time series; the same on every instance, ten seconds old at most, and
 * nothing while the database does not answer.
 */
@Component
class QuotaGauges {
    private static final Logger log = LoggerFactory.getLogger(QuotaGauges.class);
    private static final int TOLD = 100;

    private final JdbcClient jdbc;
    private final Clock clock;
    private final MultiGauge totals;
    private final MultiGauge left;

    QuotaGauges(JdbcClient jdbc, Clock clock, MeterRegistry registry) {
        this.jdbc = jdbc;
        this.clock = clock;
        totals = MultiGauge.builder("campaign.quota").register(registry);
        left = MultiGauge.builder("campaign.quota.left").register(registry);
    }

    @Scheduled(fixedDelay = 10_000)
    void look() {
        try {
            tell(running());
        } catch (DataAccessException | TransactionException noDatabase) { // passes by itself; the next look is soon
            log.debug("The campaigns could not be looked at", noDatabase);
            tell(List.of());
        }
    }

    private List<Quota> running() {
        return jdbc.sql("""
            SELECT id, total_vouchers, issued, freed FROM campaigns
             WHERE state <> 'ARCHIVED' AND starts_at <= :now AND ends_at > :now
             ORDER BY id DESC LIMIT :told
            """)
                .param("now", utc(clock.instant()))
                .param("told", TOLD)
                .query((row, _) -> new Quota(
                        row.getLong("id"),
                        row.getInt("total_vouchers"),
                        row.getInt("total_vouchers") - row.getInt("issued") + row.getInt("freed")))
                .list();
    }

    private void tell(List<Quota> quotas) {
        totals.register(
                quotas.stream()
                        .<MultiGauge.Row<?>>map(quota -> MultiGauge.Row.of(tags(quota), quota.total()))
                        .toList(),
                true);
        left.register(
                quotas.stream()
                        .<MultiGauge.Row<?>>map(quota -> MultiGauge.Row.of(tags(quota), quota.left()))
                        .toList(),
                true);
    }

    private static Tags tags(Quota quota) {
        return Tags.of("campaign", Long.toString(quota.campaign()));
    }

    private record Quota(long campaign, int total, int left) {}
}
