package dev.promo.promotion.idempotency;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Forgets old answers once an hour. */
@Component
class AnswersPurge {
    private static final Logger log = LoggerFactory.getLogger(AnswersPurge.class);

    private final Answers answers;

    AnswersPurge(Answers answers) {
        this.answers = answers;
    }

    @Scheduled(initialDelay = 5, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
    void purge() {
        try {
            log.debug("{} old answers forgotten", answers.purge());
        } catch (DataAccessException | TransactionException trouble) { // passes by itself; the next hour finds them
            log.debug("Old answers could not be forgotten", trouble);
        }
    }
}
