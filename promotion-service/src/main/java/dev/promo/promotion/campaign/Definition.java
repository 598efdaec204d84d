package dev.promo.promotion.campaign;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the owner of a campaign decides; all that is in it has been checked.
 *
 * @param totalVouchers how many there are to give
 * @param discount of the vouchers issued from now on
 * @param validity of the vouchers issued from now on
 * @param registeredAfter only people who signed up after that moment; null for all
 * @param birthMonth only people born in that month, 1 to 12; null for all
 */
record Definition(
        String name,
        @Nullable String description,
        Window window,
        int totalVouchers,
        Discount discount,
        VoucherValidity validity,
        RollbackPolicy rollbackPolicy,
        @Nullable Instant registeredAfter,
        @Nullable Integer birthMonth) {

    /** The same campaign under another name at another time. */
    Definition as(String otherName, Window otherWindow) {
        return new Definition(
                otherName,
                description,
                otherWindow,
                totalVouchers,
                discount,
                validity,
                rollbackPolicy,
                registeredAfter,
                birthMonth);
    }
}
