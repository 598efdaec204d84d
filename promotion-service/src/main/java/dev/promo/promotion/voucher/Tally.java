package dev.promo.promotion.voucher;

/**
 * What became of a batch of first logins. Every part is ordinary business, none an error.
 *
 * @param recorded people seen for the first time
 * @param repeated deliveries of somebody already seen: redelivery or replay, without effect
 * @param issued claims answered with a voucher
 * @param alreadyHeld claims of people who hold a voucher of that campaign: they keep the one they have
 * @param soldOut claims that came after the last voucher; they are on the waiting list
 * @param queued claims that wait although vouchers are left: the campaign is paused, or others wait before them
 */
public record Tally(int recorded, int repeated, int issued, int alreadyHeld, int soldOut, int queued) {

    static Tally ofArrivals(int recorded, int repeated) {
        return new Tally(recorded, repeated, 0, 0, 0, 0);
    }

    Tally withIssued(int more) {
        return new Tally(recorded, repeated, issued + more, alreadyHeld, soldOut, queued);
    }

    Tally withAlreadyHeld(int more) {
        return new Tally(recorded, repeated, issued, alreadyHeld + more, soldOut, queued);
    }

    Tally withSoldOut(int more) {
        return new Tally(recorded, repeated, issued, alreadyHeld, soldOut + more, queued);
    }

    Tally withQueued(int more) {
        return new Tally(recorded, repeated, issued, alreadyHeld, soldOut, queued + more);
    }
}
