/** Strict JSON input, entry class {@link dev.promo.defaults.json.StrictJsonAutoConfiguration}. */
@NullMarked
package dev.promo.defaults.json;

import org.jspecify.annotations.NullMarked;
