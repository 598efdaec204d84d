/** The one secret that the service keeps outside its database, and what is derived from it. */
@NullMarked
package dev.promo.auth.secret;

import org.jspecify.annotations.NullMarked;
