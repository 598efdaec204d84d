/** People sign up and read their profile; {@link dev.promo.auth.account.Accounts} keeps the rules. */
@NullMarked
package dev.promo.auth.account;

import org.jspecify.annotations.NullMarked;
