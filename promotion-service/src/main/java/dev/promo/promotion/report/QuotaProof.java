package dev.promo.promotion.report;

import java.util.List;

/**
 * What the ledger's rows say about a campaign's quota, counted anew each time and all in one snapshot.
 *
 * @param totalVouchers how many there are to give
 * @param issued the counter of slots opened so far
 * @param rows the slots that have a voucher, be it revoked
 * @param lowestSlot the lowest slot given, 0 if none
 * @param highestSlot the highest slot given, 0 if none
 * @param gaps slots below the highest that never had a voucher
 * @param distinctUsers how many people have, or had, one
 * @param firstLogins first logins that were a claim on this campaign
 * @param soldOut those among them who have no voucher and would take one; the same as {@code waiting}
 * @param holds whether every rule is kept
 * @param freed the counter of slots whose voucher was revoked and that nobody has taken since
 * @param reissued vouchers for a slot that somebody had before
 * @param held slots that somebody has now
 * @param waiting first logins that are a claim and have no voucher, also where the campaign gives none any more; without those
 *     of people who were erased
 * @param erased first logins that are a claim and have no voucher, and are passed over as their people were erased
 * @param backlog whether those who wait are being served right now
 * @param broken the rules that are not kept
 * @param chain commits to every voucher ever given: who got which slot, by which first login
 */
record QuotaProof(
        long campaignId,
        String name,
        int totalVouchers,
        int issued,
        long rows,
        int lowestSlot,
        int highestSlot,
        long gaps,
        long distinctUsers,
        long firstLogins,
        long soldOut,
        boolean holds,
        int freed,
        long reissued,
        long held,
        long waiting,
        long erased,
        boolean backlog,
        List<Evidence.Rule> broken,
        ChainHead chain) {

    static QuotaProof of(Evidence evidence, ChainHead chain) {
        var campaign = evidence.campaign();
        var vouchers = evidence.vouchers();
        var slots = evidence.slots();
        var claims = evidence.claims();
        var broken = evidence.broken();
        return new QuotaProof(
                campaign.id(),
                campaign.name(),
                campaign.total(),
                campaign.issued(),
                slots.count(),
                slots.lowest(),
                slots.highest(),
                slots.highest() - slots.count(),
                vouchers.users(),
                claims.all(),
                claims.waiting(),
                broken.isEmpty(),
                campaign.freed(),
                vouchers.reissued(),
                vouchers.taken(),
                claims.waiting(),
                claims.erased(),
                campaign.backlog() && campaign.active() && !campaign.ended(),
                broken,
                chain);
    }

    /**
     * Whether somebody was passed over, so that the waiting list has to be gone through once more. Where other rules are broken
     * too, rows were damaged, and whoever seems to wait may be the owner of one that is gone: a replay brings it back.
     */
    boolean leftSomebodyBehind() {
        return broken.equals(List.of(Evidence.Rule.NOBODY_WAITS_WHILE_VOUCHERS_ARE_LEFT));
    }
}
