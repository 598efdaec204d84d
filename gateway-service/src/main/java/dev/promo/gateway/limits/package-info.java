/** How much one client address may ask for, entry class {@link dev.promo.gateway.limits.RateLimitFilter}. */
@NullMarked
package dev.promo.gateway.limits;

import org.jspecify.annotations.NullMarked;
