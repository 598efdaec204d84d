/** Tests of this part. */
@NullMarked
package dev.promo.defaults.token;

import org.jspecify.annotations.NullMarked;
