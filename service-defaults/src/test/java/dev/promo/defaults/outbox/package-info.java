/** Tests of this part. */
@NullMarked
package dev.promo.defaults.outbox;

import org.jspecify.annotations.NullMarked;
