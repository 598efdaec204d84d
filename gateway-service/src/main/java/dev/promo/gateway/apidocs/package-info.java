/** The page that shows the services' OpenAPI documents; entry class {@link dev.promo.gateway.apidocs.SwaggerUi}. */
@NullMarked
package dev.promo.gateway.apidocs;

import org.jspecify.annotations.NullMarked;
