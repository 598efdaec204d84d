/**
 * People sign up and read their profile ({@link dev.promo.auth.account.Accounts}), and admins say what they may do
 * ({@link dev.promo.auth.account.Roles}).
 */
@NullMarked
package dev.promo.auth.account;

import org.jspecify.annotations.NullMarked;
