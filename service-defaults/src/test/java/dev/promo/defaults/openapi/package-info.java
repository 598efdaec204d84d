/** Makes the services' OpenAPI documents and compares them with the committed ones; entry class {@link dev.promo.defaults.openapi.ApiDocument}. */
@NullMarked
package dev.promo.defaults.openapi;

import org.jspecify.annotations.NullMarked;
