package dev.promo.promotion.report;

import dev.promo.defaults.problem.ApiProblem;
import dev.promo.promotion.campaign.CampaignRows;
import dev.promo.promotion.campaign.SlotsFreed;
import dev.promo.promotion.database.ReadCommitted;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Checks all campaigns: {@code campaign.proof.holds{campaign}} is 1 or 0, told of the newest {@value #TOLD} campaigns and of every other
 * whose proof does not hold, and {@code campaign.proof.failures} counts the proofs that did not hold. An instance that has not checked
 * for three minutes says nothing, as another one does.
 *
 * <p>Heals one thing: people who were passed over because a batch of another partition was on its way when the waiting list
 * ended. The list is gone through again, from its beginning.
 */
@Component
class ProofCheck {
    private static final Logger log = LoggerFactory.getLogger(ProofCheck.class);
    private static final Duration BELIEVED_FOR = Duration.ofMinutes(3);

    /** A campaign is a time series; there must not be ever more of them. */
    private static final int TOLD = 100;

    private final LedgerCounts counts;
    private final Proofs proofs;
    private final JdbcClient jdbc;
    private final CampaignRows rows;
    private final ReadCommitted transaction;
    private final ApplicationEventPublisher events;
    private final Clock clock;
    private final MultiGauge holds;
    private final Counter failures;

    ProofCheck(
            LedgerCounts counts,
            Proofs proofs,
            JdbcClient jdbc,
            CampaignRows rows,
            ReadCommitted transaction,
            ApplicationEventPublisher events,
            Clock clock,
            MeterRegistry registry) {
        this.counts = counts;
        this.proofs = proofs;
        this.jdbc = jdbc;
        this.events = events;
        this.clock = clock;
        this.rows = rows;
        this.transaction = transaction;
        holds = MultiGauge.builder("campaign.proof.holds")
                .description("1 while a campaign's ledger keeps every rule, 0 while it does not")
                .register(registry);
        failures = registry.counter("campaign.proof.failures");
    }

    void checkAll() {
        var verdicts = new TreeMap<Long, Boolean>();
        for (var campaign : counts.campaigns()) {
            var proof = proof(campaign);
            if (proof != null) {
                verdicts.put(campaign, proof.holds());
                judge(proof);
            }
        }
        publish(toTell(verdicts));
    }

    private static Map<Long, Boolean> toTell(NavigableMap<Long, Boolean> verdicts) {
        var told = new TreeMap<Long, Boolean>();
        verdicts.descendingMap().forEach((campaign, holds) -> {
            if (told.size() < TOLD || !holds) {
                told.put(campaign, holds);
            }
        });
        return told;
    }

    private @Nullable QuotaProof proof(long campaign) {
        try {
            return proofs.of(campaign).orElse(null);
        } catch (DataAccessException | TransactionException | ApiProblem trouble) { // the next check is soon
            log.debug("The proof of campaign {} could not be computed", campaign, trouble);
            return null;
        }
    }

    private void judge(QuotaProof proof) {
        if (proof.holds()) {
            return;
        }
        failures.increment();
        log.error("The proof of campaign {} does not hold: {}", proof.campaignId(), proof.broken());
        if (proof.leftSomebodyBehind()) {
            serveAgain(proof.campaignId());
        }
    }

    private void serveAgain(long campaign) {
        try {
            reopen(campaign);
        } catch (DataAccessException | TransactionException trouble) { // the next check finds them again
            log.debug("The waiting list of campaign {} could not be opened again", campaign, trouble);
        }
    }

    private void reopen(long campaign) {
        transaction.execute(_ -> {
            var changed = jdbc.sql("""
                            UPDATE campaigns SET backlog = TRUE, waiting_from_seq = NULL
                             WHERE id = :id AND state = 'ACTIVE' AND NOT backlog AND issued - freed < total_vouchers
                            """).param("id", campaign).update();
            if (changed > 0) {
                rows.noteChange(campaign, clock.instant());
                events.publishEvent(new SlotsFreed(campaign));
            }
            return null;
        });
    }

    private void publish(Map<Long, Boolean> verdicts) {
        var checkedAt = clock.instant();
        holds.register(
                verdicts.entrySet().stream()
                        .map(verdict -> MultiGauge.Row.of(
                                Tags.of("campaign", Long.toString(verdict.getKey())),
                                () -> value(verdict.getValue(), checkedAt)))
                        .collect(Collectors.toList()),
                true);
    }

    private double value(boolean verdict, Instant checkedAt) {
        var isOld = checkedAt.plus(BELIEVED_FOR).isBefore(clock.instant());
        return isOld ? Double.NaN : verdict ? 1 : 0;
    }
}
