/**
 * New passwords: {@link dev.promo.auth.recovery.PasswordChange} for who knows the old one, and for who does not
 * {@link dev.promo.auth.recovery.ResetRequests} and {@link dev.promo.auth.recovery.PasswordReset}.
 */
@NullMarked
package dev.promo.auth.recovery;

import org.jspecify.annotations.NullMarked;
