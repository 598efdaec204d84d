/** The only public port: validates tokens, routes, limits; entry class {@link dev.promo.gateway.GatewayService}. */
@NullMarked
package dev.promo.gateway;

import org.jspecify.annotations.NullMarked;
