package dev.promo.promotion.checkout;

import java.math.BigDecimal;

/** What an order costs with a voucher. */
record Quote(OrderTotal total, BigDecimal discountAmount) {

    static Quote of(PresentedVoucher voucher, OrderTotal total) {
        return new Quote(total, voucher.discount().off(total.amount(), total.currency()));
    }

    BigDecimal payable() {
        return total.amount().subtract(discountAmount);
    }
}
