/** Breaks the rules of the architecture on purpose. */
@NullMarked
package dev.promo.gateway.offenders.routes;

import org.jspecify.annotations.NullMarked;
