package dev.promo.promotion.report;

import dev.promo.defaults.problem.ApiProblem;
import dev.promo.promotion.database.Snapshots;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * Proves that campaigns kept their word. However many ask: a campaign's proof is computed once at a time, shared for a
 * second (for longer where it took longer), and no more than two are computed beside each other.
 */
@Service
class Proofs {

    private static final Duration SHARED_FOR = Duration.ofSeconds(1);
    private static final int COMPUTED_AT_A_TIME = 2;
    private static final int MOST_REMEMBERED = 1_000;
    private static final long LONGEST_WAIT_SECONDS = 8; // the gateway waits for ten

    private final Snapshots snapshots;
    private final LedgerCounts counts;
    private final HashChain chain;
    private final Clock clock;
    private final Semaphore turns = new Semaphore(COMPUTED_AT_A_TIME, true);
    private final Map<Long, Shared> shared = Collections.synchronizedMap(new Recent());

    Proofs(Snapshots snapshots, LedgerCounts counts, HashChain chain, Clock clock) {
        this.snapshots = snapshots;
        this.counts = counts;
        this.chain = chain;
        this.clock = clock;
    }

    /**
     * At most about a second old; empty if there is no such campaign.
     *
     * @throws ApiProblem 503 if too many ask for too large campaigns
     */
    Optional<QuotaProof> of(long campaign) {
        return shared.computeIfAbsent(campaign, _ -> new Shared()).get(campaign);
    }

    /** Of this very moment. */
    private Optional<QuotaProof> compute(long campaign) {
        // What is new of the chain is read before, so that no snapshot has to stay open for a long one.
        if (counts.definition(campaign).isEmpty()) {
            return Optional.empty();
        }
        chain.head(campaign);
        return snapshots.inOne(() -> counts.definition(campaign).map(this::prove));
    }

    private QuotaProof prove(Evidence.Definition campaign) {
        var id = campaign.id();
        var evidence =
                new Evidence(campaign, counts.vouchers(id), counts.slots(id), counts.freeSlots(id), counts.claims(id));
        return QuotaProof.of(evidence, chain.head(id));
    }

    private static void await(AcquiredInTime acquire) {
        try {
            if (acquire.within(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        throw ApiProblem.unavailable(1);
    }

    private interface AcquiredInTime {
        boolean within(long time, TimeUnit unit) throws InterruptedException;
    }

    /** One campaign's latest proof, and the lock of whoever makes the next. */
    private final class Shared {
        private final ReentrantLock computing = new ReentrantLock(true);
        private Optional<QuotaProof> proof = Optional.empty();
        private @Nullable Instant freshUntil;

        Optional<QuotaProof> get(long campaign) {
            await(computing::tryLock);
            try {
                if (freshUntil == null || !clock.instant().isBefore(freshUntil)) {
                    await(turns::tryAcquire);
                    try {
                        var began = clock.instant();
                        proof = compute(campaign);
                        var took = Duration.between(began, clock.instant());
                        freshUntil = clock.instant().plus(took.compareTo(SHARED_FOR) > 0 ? took : SHARED_FOR);
                    } finally {
                        turns.release();
                    }
                }
                return proof;
            } finally {
                computing.unlock();
            }
        }
    }

    /** Bounded, so that nobody fills the memory by asking for campaigns that there are not. */
    private static final class Recent extends LinkedHashMap<Long, Shared> {
        private static final long serialVersionUID = 1L;

        Recent() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Shared> eldest) {
            return size() > MOST_REMEMBERED;
        }
    }
}
