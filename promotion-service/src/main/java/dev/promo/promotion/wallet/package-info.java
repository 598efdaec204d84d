/** What a person sees: their vouchers, and where they stand in every running campaign. */
@NullMarked
package dev.promo.promotion.wallet;

import org.jspecify.annotations.NullMarked;
