/** Tests of this part. */
@NullMarked
package dev.promo.defaults.web;

import org.jspecify.annotations.NullMarked;
