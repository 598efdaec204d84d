package dev.promo.promotion.wallet;

import dev.promo.promotion.campaign.Discount;
import java.time.Instant;

/**
 * A voucher as its owner sees it.
 *
 * @param id its number among all vouchers
 * @param code what to type at the checkout
 * @param campaign the campaign's name
 * @param slot its number among the campaign's vouchers, from 1
 * @param status as of the moment it was read
 * @param expiresAt the first moment at which it is no longer valid
 */
record OwnedVoucher(
        long id,
        String code,
        String campaign,
        int slot,
        Discount discount,
        VoucherStatus status,
        Instant issuedAt,
        Instant expiresAt) {}
