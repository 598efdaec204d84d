/** Passwords are tried a limited number of times; the entry class is {@link dev.promo.auth.attempt.PasswordCheck}. */
@NullMarked
package dev.promo.auth.attempt;

import org.jspecify.annotations.NullMarked;
