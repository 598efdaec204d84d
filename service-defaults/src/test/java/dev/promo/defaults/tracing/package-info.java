@NullMarked
package dev.promo.defaults.tracing;

import org.jspecify.annotations.NullMarked;
