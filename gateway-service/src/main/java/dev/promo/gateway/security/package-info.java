/** What may pass the gateway in either direction, entry class {@link dev.promo.gateway.security.PassedRequestHeaders}. */
@NullMarked
package dev.promo.gateway.security;

import org.jspecify.annotations.NullMarked;
