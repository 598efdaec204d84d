/** Which address leads to which service and how the way there can fail; entry class {@link dev.promo.gateway.routes.AuthRoutes}. */
@NullMarked
package dev.promo.gateway.routes;

import org.jspecify.annotations.NullMarked;
