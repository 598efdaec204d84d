/** Creates declared topics as soon as the broker can be reached. */
@NullMarked
package dev.promo.defaults.kafka;

import org.jspecify.annotations.NullMarked;
