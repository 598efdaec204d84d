/** Accounts, logins and tokens; starts in {@link dev.promo.auth.AuthServiceApplication}. */
@NullMarked
package dev.promo.auth;

import org.jspecify.annotations.NullMarked;
