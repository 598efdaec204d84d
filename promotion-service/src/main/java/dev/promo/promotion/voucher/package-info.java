/** From a first login to numbered vouchers; start at {@link dev.promo.promotion.voucher.FirstLoginListener}. */
@NullMarked
package dev.promo.promotion.voucher;

import org.jspecify.annotations.NullMarked;
