/** Runs a small sample service on the defaults and talks to it over real HTTP. */
@NullMarked
package dev.promo.defaults;

import org.jspecify.annotations.NullMarked;
