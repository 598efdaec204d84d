/** Sessions of people, {@link dev.promo.auth.session.Sessions}. */
@NullMarked
package dev.promo.auth.session;

import org.jspecify.annotations.NullMarked;
