package dev.promo.local.demo;

/**
 * What {@code GET /api/v1/campaigns/{id}/proof} counts.
 *
 * @param firstLogins those in the campaign's window
 * @param soldOut those of them that got nothing
 */
public record Proof(
        long campaignId,
        String name,
        int totalVouchers,
        int issued,
        int rows,
        int lowestSlot,
        int highestSlot,
        int gaps,
        int distinctUsers,
        long firstLogins,
        long soldOut,
        boolean holds) {

    /** How many more vouchers there are than people who hold one. */
    int duplicates() {
        return rows - distinctUsers;
    }

    /** What the proof must say once that many more people have logged in for the first time. */
    Proof after(long newcomers) {
        var given = (int) Math.min(totalVouchers, issued + newcomers);
        var everybody = firstLogins + newcomers;
        return new Proof(
                campaignId,
                name,
                totalVouchers,
                given,
                given,
                Math.min(1, given),
                given,
                0,
                given,
                everybody,
                everybody - given,
                true);
    }
}
