/** People have themselves erased: {@link dev.promo.auth.erasure.Erasure}. */
@NullMarked
package dev.promo.auth.erasure;

import org.jspecify.annotations.NullMarked;
