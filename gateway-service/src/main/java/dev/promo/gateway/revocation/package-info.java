/** Refuses tokens whose session has ended, entry class {@link dev.promo.gateway.revocation.RevocationFeed}. */
@NullMarked
package dev.promo.gateway.revocation;

import org.jspecify.annotations.NullMarked;
