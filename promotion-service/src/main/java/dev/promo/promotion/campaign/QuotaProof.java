package dev.promo.promotion.campaign;

/**
 * What the ledger's rows say about a campaign's quota, counted anew each time and all in one snapshot.
 *
 * @param totalVouchers how many there are to give
 * @param issued the counter the ledger keeps
 * @param rows the vouchers there are
 * @param lowestSlot the lowest slot given, 0 if none
 * @param highestSlot the highest slot given, 0 if none
 * @param gaps slots below the highest that nobody holds
 * @param distinctUsers how many people hold one
 * @param firstLogins first logins that were a claim on this campaign
 * @param soldOut those among them who got nothing
 * @param holds whether counter, rows, highest slot and people agree, nobody was refused while vouchers were left, and
 *     the quota is kept
 */
record QuotaProof(
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

    static QuotaProof of(
            long campaignId,
            String name,
            int totalVouchers,
            int issued,
            int rows,
            int lowestSlot,
            int highestSlot,
            int distinctUsers,
            long firstLogins,
            long soldOut) {
        var gaps = highestSlot - rows;
        var numbered = gaps == 0 && lowestSlot == Math.min(1, rows);
        var counted = issued == rows && distinctUsers == rows && rows <= totalVouchers;
        var nobodyRefusedTooEarly = soldOut == 0 || rows == totalVouchers;
        return new QuotaProof(
                campaignId,
                name,
                totalVouchers,
                issued,
                rows,
                lowestSlot,
                highestSlot,
                gaps,
                distinctUsers,
                firstLogins,
                soldOut,
                numbered && counted && nobodyRefusedTooEarly);
    }
}
