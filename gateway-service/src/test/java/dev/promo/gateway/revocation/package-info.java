/** Tests of the revocations. */
@NullMarked
package dev.promo.gateway.revocation;

import org.jspecify.annotations.NullMarked;
