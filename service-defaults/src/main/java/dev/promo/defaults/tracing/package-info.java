/** Traces: where one is, {@link dev.promo.defaults.tracing.CurrentTrace}, and what of it leaves the service. */
@NullMarked
package dev.promo.defaults.tracing;

import org.jspecify.annotations.NullMarked;
