package dev.promo.promotion.report;

import java.util.Arrays;
import java.util.List;

/** The ledger's rows of one campaign, counted in one snapshot, and the rules that they must keep at every moment. */
record Evidence(Definition campaign, Vouchers vouchers, Slots slots, FreeSlots free, Claims claims) {

    /** What must be true of every campaign at every moment. */
    enum Rule {
        QUOTA_KEPT,
        /** Counter, highest slot and number of slots are the same, and the lowest is 1. */
        SLOTS_WITHOUT_A_GAP,
        /** Of a slot's vouchers, all but the last are revoked, and none is missing. */
        GENERATIONS_WITHOUT_A_GAP,
        ONE_HOLDER_A_SLOT,
        /** What is counted as free is free, and all else is held. */
        FREED_SLOTS_COUNTED,
        ONE_VOUCHER_A_PERSON,
        NOBODY_WAITS_WHILE_VOUCHERS_ARE_LEFT
    }

    /**
     * A campaign's row.
     *
     * @param archived whether it gives nothing any more, ever
     * @param ended whether the fixed end of its vouchers has passed, so that it gives none to who waits
     */
    record Definition(
            long id,
            String name,
            int total,
            int issued,
            int freed,
            boolean active,
            boolean archived,
            boolean ended,
            boolean backlog) {

        /** Vouchers that nobody has. */
        int left() {
            return total - issued + freed;
        }
    }

    /**
     * Its vouchers, counted.
     *
     * @param all revoked ones too
     * @param users whom they were given to
     * @param taken those that are not revoked
     * @param takenSlots the slots of those
     * @param reissued those of a slot's second and later holders
     */
    record Vouchers(long all, long users, long taken, long takenSlots, long reissued) {}

    /**
     * Its slots, counted.
     *
     * @param generations the sum of each slot's highest generation
     */
    record Slots(long count, int lowest, int highest, long generations) {}

    /**
     * What is written down as free.
     *
     * @param right those whose last voucher is indeed revoked
     */
    record FreeSlots(long count, long right) {}

    /**
     * First logins that are a claim on the campaign.
     *
     * @param waiting those who have no voucher of it and get what becomes free
     * @param erased those who have no voucher of it and get none, as they were erased
     */
    record Claims(long all, long waiting, long erased) {}

    List<Rule> broken() {
        return Arrays.stream(Rule.values()).filter(rule -> !keeps(rule)).toList();
    }

    private boolean keeps(Rule rule) {
        return switch (rule) {
            case QUOTA_KEPT -> campaign.issued() <= campaign.total();
            case SLOTS_WITHOUT_A_GAP ->
                campaign.issued() == slots.highest()
                        && campaign.issued() == slots.count()
                        && slots.lowest() == Math.min(1, slots.highest());
            case GENERATIONS_WITHOUT_A_GAP -> vouchers.all() == slots.generations();
            case ONE_HOLDER_A_SLOT -> vouchers.taken() == vouchers.takenSlots();
            case FREED_SLOTS_COUNTED ->
                vouchers.taken() == campaign.issued() - campaign.freed()
                        && free.count() == campaign.freed()
                        && free.right() == free.count();
            case ONE_VOUCHER_A_PERSON -> vouchers.users() == vouchers.all();
            case NOBODY_WAITS_WHILE_VOUCHERS_ARE_LEFT ->
                claims.waiting() == 0
                        || campaign.left() <= 0
                        || !campaign.active()
                        || campaign.ended()
                        || campaign.backlog();
        };
    }
}
