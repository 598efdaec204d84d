/** Passwords are hashed and compared in their own bulkhead, {@link dev.promo.auth.password.PasswordHashing}. */
@NullMarked
package dev.promo.auth.password;

import org.jspecify.annotations.NullMarked;
