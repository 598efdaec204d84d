/** Tests of this part. */
@NullMarked
package dev.promo.defaults.kafka;

import org.jspecify.annotations.NullMarked;
