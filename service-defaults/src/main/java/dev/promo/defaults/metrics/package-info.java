/** Tags every metric with the service's name. */
@NullMarked
package dev.promo.defaults.metrics;

import org.jspecify.annotations.NullMarked;
