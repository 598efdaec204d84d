/** Access tokens are issued by {@link dev.promo.auth.token.TokenIssuer}; their keys are made, published and replaced. */
@NullMarked
package dev.promo.auth.token;

import org.jspecify.annotations.NullMarked;
