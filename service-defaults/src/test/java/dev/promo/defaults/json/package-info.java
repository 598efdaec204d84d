/** Tests of this part. */
@NullMarked
package dev.promo.defaults.json;

import org.jspecify.annotations.NullMarked;
