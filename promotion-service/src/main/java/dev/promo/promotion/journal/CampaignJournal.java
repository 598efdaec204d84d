package dev.promo.promotion.journal;

import dev.promo.defaults.outbox.Outbox;
import dev.promo.events.CampaignChanged;
import dev.promo.events.CampaignChangedFormat;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Tells topic {@code promotion.campaign} of changes of campaigns, by an outbox row in the transaction of the change. */
@Component
public class CampaignJournal {

    private final Outbox outbox;

    CampaignJournal(Outbox outbox) {
        this.outbox = outbox;
    }

    public void write(CampaignChanged change) {
        outbox.append(CampaignChangedFormat.write(UUID.randomUUID(), change));
    }
}
