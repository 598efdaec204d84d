package dev.promo.promotion.campaign;

import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Service;

/** The campaigns, for reading. */
@Service
public class Campaigns {

    private final CampaignRepository repository;

    Campaigns(CampaignRepository repository) {
        this.repository = repository;
    }

    /** Those whose window contains that moment, by id. */
    public List<RunningCampaign> runningAt(Instant now) {
        return repository.runningAt(now).stream().map(Campaign::view).toList();
    }
}
