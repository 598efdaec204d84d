/** Tests of the limits. */
@NullMarked
package dev.promo.gateway.limits;

import org.jspecify.annotations.NullMarked;
