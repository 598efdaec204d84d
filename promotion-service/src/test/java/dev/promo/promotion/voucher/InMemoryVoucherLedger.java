package dev.promo.promotion.voucher;

import dev.promo.promotion.campaign.Eligibility;
import dev.promo.promotion.campaign.Window;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The promises of a ledger in their plainest form, for comparison and for tests that need none of its rows. */
final class InMemoryVoucherLedger implements VoucherLedger {

    /** Everybody's first login, in the order of the log. */
    private final List<LoggedFirstLogin> inbox = new ArrayList<>();

    private final Set<Long> seen = new HashSet<>();
    private final Set<Long> erased = new HashSet<>();
    private final Map<Long, Offer> offers = new LinkedHashMap<>();

    long addCampaign(int totalVouchers, Window window) {
        var id = offers.size() + 1L;
        offers.put(id, new Offer(totalVouchers, window, inbox.size()));
        return id;
    }

    List<Long> winners(long campaign) {
        return List.copyOf(slots(campaign).values());
    }

    /** Who has which slot now; whose voucher was revoked has none. */
    SortedMap<Integer, Long> slots(long campaign) {
        return offer(campaign).slots;
    }

    /** How often each slot that was ever opened has been given. */
    Map<Integer, Integer> generations(long campaign) {
        return offer(campaign).generations;
    }

    void setTotal(long campaign, int total) {
        offer(campaign).total = total;
        serve(offer(campaign));
    }

    void pause(long campaign, Instant at) {
        offer(campaign).pausedAt = at;
    }

    void resume(long campaign, Instant at) {
        var offer = offer(campaign);
        offer.pauses.add(new Eligibility.Pause(Objects.requireNonNull(offer.pausedAt), at));
        offer.pausedAt = null;
        serve(offer);
    }

    boolean isPaused(long campaign) {
        return offer(campaign).pausedAt != null;
    }

    void revoke(long campaign, int slot) {
        offer(campaign).slots.remove(slot);
        serve(offer(campaign));
    }

    /** What the person has stays; they get nothing more but what their first login wins in the moment when it is read. */
    void erase(long user) {
        erased.add(user);
    }

    /** Offers it to those who came before, from the first on who has a claim and never had a voucher; says how many those are. */
    long backfill(long campaign) {
        var offer = offer(campaign);
        var places = IntStream.range(0, offer.offeredFrom)
                .filter(place -> offer.isClaim(inbox.get(place)))
                .filter(place -> !offer.everHeld.contains(inbox.get(place).userId()))
                .filter(place -> !erased.contains(inbox.get(place).userId()))
                .toArray();
        if (places.length > 0) {
            offer.offeredFrom = places[0];
            serve(offer);
        }
        return places.length;
    }

    /** Gives to people by name, as long as there are vouchers; says to how many. */
    int giveInBulk(long campaign, List<Long> users) {
        var offer = offer(campaign);
        var given = 0;
        for (var user : users) {
            if (!erased.contains(user) && offer.hasLeft() && offer.give(user)) {
                given++;
            }
        }
        return given;
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
        inbox.add(login);
        var counted = plus(tally, 1, 0);
        for (var offer : offers.values()) {
            if (!offer.isClaim(login)) {
                continue;
            }
            var held = offer.everHeld.contains(login.userId());
            serve(offer);
            if (offer.hasLeft()) { // also where the newcomer is somebody whom the waiting list passes over
                offer.give(login.userId());
            }
            if (held) {
                counted = counted.withAlreadyHeld(1);
            } else if (offer.everHeld.contains(login.userId())) {
                counted = counted.withIssued(1);
            } else {
                counted = offer.slots.size() < offer.total ? counted.withQueued(1) : counted.withSoldOut(1);
            }
        }
        return counted;
    }

    /** Whoever is first in the log takes the lowest slot that nobody has, as long as there are vouchers. */
    private void serve(Offer offer) {
        for (var place = offer.offeredFrom; place < inbox.size() && offer.hasLeft(); place++) {
            var login = inbox.get(place);
            if (offer.isClaim(login) && !erased.contains(login.userId())) {
                offer.give(login.userId());
            }
        }
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
        private final Set<Long> everHeld = new HashSet<>();
        private int offeredFrom;
        private int total;
        private @Nullable Instant pausedAt;

        Offer(int total, Window window, int offeredFrom) {
            this.total = total;
            this.window = window;
            this.offeredFrom = offeredFrom;
        }

        boolean hasLeft() {
            return pausedAt == null && slots.size() < total;
        }

        /** The lowest slot that nobody has, once in a lifetime. */
        boolean give(long user) {
            if (!everHeld.add(user)) {
                return false;
            }
            var slot = 1;
            while (slots.containsKey(slot)) {
                slot++;
            }
            slots.put(slot, user);
            generations.merge(slot, 1, Integer::sum);
            return true;
        }

        boolean isClaim(LoggedFirstLogin login) {
            var all = new ArrayList<>(pauses);
            if (pausedAt != null) {
                all.add(new Eligibility.Pause(pausedAt, null));
            }
            return new Eligibility(window, all, null, null)
                    .admits(new Eligibility.Facts(login.event().occurredAt(), null, null));
        }
    }
}
