/** The promotion-service: campaigns, the voucher ledger and what people see of it. */
@NullMarked
package dev.promo.promotion;

import org.jspecify.annotations.NullMarked;
