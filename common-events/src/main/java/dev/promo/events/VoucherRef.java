package dev.promo.events;

/**
 * Which voucher an event tells of. Never the code that people type: whoever reads the topic must not be able to spend it.
 *
 * @param voucherId positive, never reused
 * @param campaignId positive
 * @param userId whose voucher it is; also the key of the record
 * @param slot 1 to the campaign's total
 * @param generation tells the holders of one slot apart; it grows each time the slot is given out again
 */
public record VoucherRef(long voucherId, long campaignId, long userId, int slot, int generation) {

    public VoucherRef {
        Rules.positive("voucherId", voucherId);
        Rules.positive("campaignId", campaignId);
        Rules.positive("userId", userId);
        Rules.positive("slot", slot);
        Rules.notNegative("generation", generation);
    }
}
