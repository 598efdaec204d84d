/** Every error as an RFC 9457 problem detail; throw {@link dev.promo.defaults.problem.ApiProblem}. */
@NullMarked
package dev.promo.defaults.problem;

import org.jspecify.annotations.NullMarked;
