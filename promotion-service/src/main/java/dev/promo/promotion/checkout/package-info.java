/** Spending vouchers on orders: validate, hold, redeem, roll back; entry class {@link dev.promo.promotion.checkout.CheckoutController}. */
@NullMarked
package dev.promo.promotion.checkout;

import org.jspecify.annotations.NullMarked;
