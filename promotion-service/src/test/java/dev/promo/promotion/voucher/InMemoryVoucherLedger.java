package dev.promo.promotion.voucher;

import dev.promo.promotion.campaign.Window;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The promises of a ledger in their plainest form, for comparison and for tests that need none of its rows. */
final class InMemoryVoucherLedger implements VoucherLedger {

    private final Set<Long> seen = new HashSet<>();
    private final Map<Long, Offer> offers = new LinkedHashMap<>();

    long addCampaign(int totalVouchers, Window window) {
        var id = offers.size() + 1L;
        offers.put(id, new Offer(totalVouchers, window, new ArrayList<>()));
        return id;
    }

    List<Long> winners(long campaign) {
        return List.copyOf(
                java.util.Objects.requireNonNull(offers.get(campaign)).winners());
    }

    @Override
    public synchronized Tally record(List<LoggedFirstLogin> batch) {
        var tally = Tally.ofArrivals(0, 0);
        for (var login : batch) {
            tally = record(login, tally);
        }
        return tally;
    }

    private Tally record(LoggedFirstLogin login, Tally tally) {
        if (!seen.add(login.userId())) {
            return new Tally(
                    tally.recorded(), tally.repeated() + 1, tally.issued(), tally.alreadyHeld(), tally.soldOut());
        }
        var counted =
                new Tally(tally.recorded() + 1, tally.repeated(), tally.issued(), tally.alreadyHeld(), tally.soldOut());
        for (var offer : offers.values()) {
            if (!offer.window().contains(login.event().occurredAt())) {
                continue;
            }
            if (offer.winners().size() < offer.total()) {
                offer.winners().add(login.userId());
                counted = counted.withClaims(1, 0, 0);
            } else {
                counted = counted.withClaims(0, 0, 1);
            }
        }
        return counted;
    }

    private record Offer(int total, Window window, List<Long> winners) {}
}
