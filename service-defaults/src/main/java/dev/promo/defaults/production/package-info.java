/**
 * Production mode, the Spring profile {@code production}: a service does not start with a secret that is missing, or that anybody
 * could guess, and says which.
 */
@NullMarked
package dev.promo.defaults.production;

import org.jspecify.annotations.NullMarked;
