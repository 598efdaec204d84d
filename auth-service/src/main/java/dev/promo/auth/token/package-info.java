/** Access tokens are issued by {@link dev.promo.auth.token.TokenIssuer} and their public key is published. */
@NullMarked
package dev.promo.auth.token;

import org.jspecify.annotations.NullMarked;
