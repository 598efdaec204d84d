/** One effect and one answer for a write that is sent again; entry class {@link dev.promo.promotion.idempotency.IdempotencyFilter}. */
@NullMarked
package dev.promo.promotion.idempotency;

import org.jspecify.annotations.NullMarked;
