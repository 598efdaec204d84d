/** Tests of this part. */
@NullMarked
package dev.promo.defaults.production;

import org.jspecify.annotations.NullMarked;
