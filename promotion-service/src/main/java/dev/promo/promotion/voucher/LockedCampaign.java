package dev.promo.promotion.voucher;

import dev.promo.promotion.campaign.Discount;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A campaign whose row is locked until the end of the transaction: what stands here stays true until then.
 *
 * @param active neither paused nor archived
 * @param issued slots opened so far, so also the highest slot
 * @param freed slots among them that can be given again
 * @param backlog whether people may be waiting for what is left; they come before anybody new
 * @param version of the definition
 * @param validity how long a voucher is good for, from when it was earned; null if it has a fixed end
 * @param vouchersEndAt the fixed end; null if there is a validity
 * @param offeredFromSeq the first place in the inbox that it is offered to; null until somebody comes
 * @param backfilledToSeq people before this place were offered it by a backfill; null if there was none
 */
record LockedCampaign(
        long id,
        boolean active,
        int total,
        int issued,
        int freed,
        boolean backlog,
        long version,
        Discount discount,
        @Nullable Duration validity,
        @Nullable Instant vouchersEndAt,
        @Nullable Long offeredFromSeq,
        @Nullable Long backfilledToSeq) {

    /** How many slots nobody has. */
    int vacant() {
        return Math.max(
                0, total - issued + freed); // a ledger that is computed again may have more than a quota lowered since
    }

    /** How many vouchers can be given now. */
    int left() {
        return active ? vacant() : 0;
    }

    Instant endOfVoucher(Instant earnedAt) {
        if (vouchersEndAt != null) {
            return vouchersEndAt;
        }
        if (validity == null) {
            throw new IllegalStateException("campaign " + id + " does not say how long its vouchers are good for");
        }
        return earnedAt.plus(validity);
    }

    /** Whether a voucher that is earned at that moment would be of use; only a fixed end can make it useless. */
    boolean isWorthGiving(Instant earnedAt) {
        return endOfVoucher(earnedAt).isAfter(earnedAt);
    }

    LockedCampaign after(int newSlots, int reusedSlots) {
        return new LockedCampaign(
                id,
                active,
                total,
                issued + newSlots,
                freed - reusedSlots,
                backlog,
                version,
                discount,
                validity,
                vouchersEndAt,
                offeredFromSeq,
                backfilledToSeq);
    }
}
