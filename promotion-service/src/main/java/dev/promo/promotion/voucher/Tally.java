package dev.promo.promotion.voucher;

/**
 * What became of a batch of first logins. Every part is ordinary business, none an error.
 *
 * @param recorded people seen for the first time
 * @param repeated deliveries of somebody already seen: redelivery or replay, without effect
 * @param issued claims answered with a voucher
 * @param alreadyHeld claims of people who hold a voucher of that campaign: they keep the one they have
 * @param soldOut claims that came after the last voucher
 */
record Tally(int recorded, int repeated, int issued, int alreadyHeld, int soldOut) {

    static Tally ofArrivals(int recorded, int repeated) {
        return new Tally(recorded, repeated, 0, 0, 0);
    }

    Tally withClaims(int moreIssued, int moreAlreadyHeld, int moreSoldOut) {
        return new Tally(recorded, repeated, issued + moreIssued, alreadyHeld + moreAlreadyHeld, soldOut + moreSoldOut);
    }
}
