/** Breaks the rules of the architecture on purpose. */
@NullMarked
package dev.promo.gateway.offenders.limits;

import org.jspecify.annotations.NullMarked;
