/** Verifies access tokens; controllers receive a {@link dev.promo.defaults.token.Caller}. */
@NullMarked
package dev.promo.defaults.token;

import org.jspecify.annotations.NullMarked;
