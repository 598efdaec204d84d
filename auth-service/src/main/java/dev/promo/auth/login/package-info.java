/** People log in, once for the first time; {@link dev.promo.auth.login.LoginService} decides. */
@NullMarked
package dev.promo.auth.login;

import org.jspecify.annotations.NullMarked;
