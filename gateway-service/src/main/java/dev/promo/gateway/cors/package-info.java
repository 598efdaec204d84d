/** Which web pages of other origins may call the API, entry class {@link dev.promo.gateway.cors.CorsFilter}. */
@NullMarked
package dev.promo.gateway.cors;

import org.jspecify.annotations.NullMarked;
