package dev.promo.promotion.report;

import net.javacrumbs.shedlock.spring.annotation.SchedulerLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Has all campaigns checked every minute, by one instance at a time. */
@Component
class ProofCheckJob {
    private static final Logger log = LoggerFactory.getLogger(ProofCheckJob.class);
    private static final int EVERY_MILLIS = 60_000;

    private final ProofCheck check;

    ProofCheckJob(ProofCheck check) {
        this.check = check;
    }

    // Held for most of the minute, so that instances whose minutes begin at other times do not check one after another.
    @Scheduled(fixedRate = EVERY_MILLIS, initialDelay = EVERY_MILLIS)
    @SchedulerLock(name = "proof-check", lockAtLeastFor = "PT50S", lockAtMostFor = "PT10M")
    void run() {
        try {
            check.checkAll();
        } catch (DataAccessException | TransactionException trouble) { // passes by itself; the next check is soon
            log.debug("The campaigns could not be checked", trouble);
        }
    }
}
