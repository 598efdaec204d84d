/** Real backends for the tests of all modules; the entry class is {@link dev.promo.local.testing.TestBackends}. */
@NullMarked
package dev.promo.local.testing;

import org.jspecify.annotations.NullMarked;
