package dev.promo.promotion.voucher;

import dev.promo.promotion.journal.LedgerSteps;
import dev.promo.promotion.journal.VoucherJournal;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.jdbc.core.JdbcTemplate;

/** That of an instance to which something happens right before it locks a campaign's row for the first time. */
class LateSlotBook extends SlotBook {

    private final Runnable meanwhile;
    private final AtomicBoolean happened = new AtomicBoolean();

    LateSlotBook(JdbcTemplate template, VoucherJournal journal, LedgerSteps steps, Clock clock, Runnable meanwhile) {
        super(template, journal, steps, clock);
        this.meanwhile = meanwhile;
    }

    @Override
    Optional<LockedCampaign> lock(long campaign) {
        if (happened.compareAndSet(false, true)) {
            meanwhile.run();
        }
        return super.lock(campaign);
    }
}
