/** Logins that go on without the password, and how they end; the entry class is {@link dev.promo.auth.session.Sessions}. */
@NullMarked
package dev.promo.auth.session;

import org.jspecify.annotations.NullMarked;
