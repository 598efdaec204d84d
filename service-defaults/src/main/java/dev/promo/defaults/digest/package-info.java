/** Digests of what services store or compare; the entry class is {@link dev.promo.defaults.digest.Sha256}. */
@NullMarked
package dev.promo.defaults.digest;

import org.jspecify.annotations.NullMarked;
