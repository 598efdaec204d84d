package dev.promo.promotion.campaign;

import java.time.Instant;
import java.util.List;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface CampaignRepository extends Repository<Campaign, Long> {

    @Query("select c from Campaign c where c.startsAt <= :now and c.endsAt > :now order by c.id")
    List<Campaign> runningAt(Instant now);
}
