/** Whose request it is, entry class {@link dev.promo.gateway.address.ClientAddressFilter}. */
@NullMarked
package dev.promo.gateway.address;

import org.jspecify.annotations.NullMarked;
