/** Tests of the problem details. */
@NullMarked
package dev.promo.defaults.problem;

import org.jspecify.annotations.NullMarked;
