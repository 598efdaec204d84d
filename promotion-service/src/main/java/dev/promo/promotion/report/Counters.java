package dev.promo.promotion.report;

import java.time.Instant;
import java.util.List;

/**
 * A campaign in numbers, all of one moment.
 *
 * @param at that moment
 * @param issued slots opened so far
 * @param left vouchers that nobody has
 * @param active vouchers that can be used
 * @param held vouchers set aside for orders that are not paid yet
 * @param waiting people who would get a voucher if there were enough
 * @param issuedPerMinute the last 60 minutes, the oldest first, the present one last
 */
record Counters(
        long campaignId,
        Instant at,
        int totalVouchers,
        int issued,
        int left,
        long active,
        long used,
        long expired,
        long revoked,
        long held,
        long waiting,
        List<Minute> issuedPerMinute) {

    /** @param minute its beginning */
    record Minute(Instant minute, long issued) {}
}
