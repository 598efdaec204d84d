/** Tests of the client's address. */
@NullMarked
package dev.promo.gateway.address;

import org.jspecify.annotations.NullMarked;
