package dev.promo.promotion.voucher;

import static dev.promo.defaults.database.Columns.utc;

import dev.promo.promotion.campaign.SlotsFreed;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * Has waiting lists served: at once after the change that made room, and by a look every second at what a crash or
 * another instance left over.
 */
@Component
class BacklogWorker {
    private static final Logger log = LoggerFactory.getLogger(BacklogWorker.class);

    private final JdbcClient jdbc;
    private final WaitingList waitingList;
    private final Clock clock;

    BacklogWorker(JdbcClient jdbc, WaitingList waitingList, Clock clock) {
        this.jdbc = jdbc;
        this.waitingList = waitingList;
        this.clock = clock;
    }

    @Async
    @TransactionalEventListener
    void serve(SlotsFreed freed) {
        try {
            serve(freed.campaignId());
        } catch (DataAccessException
                | TransactionException trouble) { // the backlog stays; the look every second finds it
            log.debug("The waiting list of campaign {} could not be served", freed.campaignId(), trouble);
        }
    }

    @Scheduled(fixedDelay = 1_000)
    void serveWhatIsLeftOver() {
        try {
            jdbc.sql("""
                            SELECT id FROM campaigns
                             WHERE backlog AND state = 'ACTIVE' AND (vouchers_end_at IS NULL OR vouchers_end_at > :now)
                             ORDER BY id
                            """)
                    .param("now", utc(clock.instant()))
                    .query(Long.class)
                    .list()
                    .forEach(this::serve);
        } catch (DataAccessException | TransactionException trouble) { // passes by itself; the next look is soon
            log.debug("The waiting lists could not be looked at", trouble);
        }
    }

    private void serve(long campaign) {
        var given = waitingList.serve(campaign);
        if (given > 0) {
            log.info("{} people who waited got a voucher of campaign {}", given, campaign);
        }
    }
}
