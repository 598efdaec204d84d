package dev.promo.auth.attempt;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.TransactionException;

/** Deletes tallies that count for nothing any more; instances that do it at once share the work. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class AttemptCleaning {
    private static final Logger log = LoggerFactory.getLogger(AttemptCleaning.class);

    private static final int CHUNK = 500;
    private static final int MOST_CHUNKS = 100; // the rest waits for the next minute

    private final TallyBook book;

    AttemptCleaning(TallyBook book) {
        this.book = book;
    }

    @Scheduled(initialDelay = 60_000, fixedDelay = 60_000)
    void clean() {
        try {
            for (var chunk = 0; chunk < MOST_CHUNKS && book.clean(CHUNK) == CHUNK; chunk++) {
                log.debug("More old login attempts than fit one transaction");
            }
        } catch (DataAccessException | TransactionException trouble) { // the next minute will do
            log.debug("Old login attempts could not be deleted", trouble);
        }
    }
}
