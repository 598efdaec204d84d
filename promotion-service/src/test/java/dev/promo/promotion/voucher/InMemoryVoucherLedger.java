package dev.promo.promotion.voucher;

import dev.promo.promotion.campaign.Eligibility;
import dev.promo.promotion.campaign.Window;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The promises of a ledger in their plainest form, for comparison and for tests that need none of its rows. */
final class InMemoryVoucherLedger implements VoucherLedger {

    private final Set<Long> seen = new LinkedHashSet<>();
    private final Map<Long, Offer> offers = new LinkedHashMap<>();

    long addCampaign(int totalVouchers, Window window) {
        var id = offers.size() + 1L;
        offers.put(id, new Offer(totalVouchers, window));
        return id;
    }

    List<Long> winners(long campaign) {
        return List.copyOf(slots(campaign).values());
    }

    /** Who has which slot now; revoked vouchers are not there. */
    SortedMap<Integer, Long> slots(long campaign) {
        return offer(campaign).slots;
    }

    int generation(long campaign, int slot) {
        return offer(campaign).generations.getOrDefault(slot, 0);
    }

    /** How many slots were ever opened. */
    int opened(long campaign) {
        return offer(campaign).generations.size();
    }

    void setTotal(long campaign, int total) {
        offer(campaign).total = total;
        offer(campaign).serve();
    }

    void pause(long campaign, Instant at) {
        offer(campaign).pausedAt = at;
    }

    void resume(long campaign, Instant at) {
        var offer = offer(campaign);
        offer.pauses.add(new Eligibility.Pause(Objects.requireNonNull(offer.pausedAt), at));
        offer.pausedAt = null;
        offer.serve();
    }

    boolean isPaused(long campaign) {
        return offer(campaign).pausedAt != null;
    }

    void revoke(long campaign, int slot) {
        offer(campaign).slots.remove(slot);
        offer(campaign).serve();
    }

    private Offer offer(long campaign) {
        return Objects.requireNonNull(offers.get(campaign));
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
            return plus(tally, 0, 1);
        }
        var counted = plus(tally, 1, 0);
        for (var offer : offers.values()) {
            if (!offer.isClaim(login)) {
                continue;
            }
            offer.waiting.add(login.userId());
            offer.serve();
            if (!offer.waiting.contains(login.userId())) {
                counted = counted.withIssued(1);
            } else {
                counted = offer.slots.size() < offer.total ? counted.withQueued(1) : counted.withSoldOut(1);
            }
        }
        return counted;
    }

    private static Tally plus(Tally tally, int recorded, int repeated) {
        return new Tally(
                tally.recorded() + recorded,
                tally.repeated() + repeated,
                tally.issued(),
                tally.alreadyHeld(),
                tally.soldOut(),
                tally.queued());
    }

    private static final class Offer {
        private final Window window;
        private final List<Eligibility.Pause> pauses = new ArrayList<>();
        private final TreeMap<Integer, Long> slots = new TreeMap<>();
        private final Map<Integer, Integer> generations = new HashMap<>();
        private final Set<Long> waiting = new LinkedHashSet<>();
        private int total;
        private @Nullable Instant pausedAt;

        Offer(int total, Window window) {
            this.total = total;
            this.window = window;
        }

        boolean isClaim(LoggedFirstLogin login) {
            var all = new ArrayList<>(pauses);
            if (pausedAt != null) {
                all.add(new Eligibility.Pause(pausedAt, null));
            }
            return new Eligibility(window, all, null, null)
                    .admits(new Eligibility.Facts(login.event().occurredAt(), null, null));
        }

        /** Whoever has waited longest takes the lowest slot that nobody has, as long as there are vouchers. */
        void serve() {
            while (pausedAt == null && slots.size() < total && !waiting.isEmpty()) {
                var next = waiting.iterator().next();
                waiting.remove(next);
                var slot = 1;
                while (slots.containsKey(slot)) {
                    slot++;
                }
                slots.put(slot, next);
                generations.merge(slot, 1, Integer::sum);
            }
        }
    }
}
