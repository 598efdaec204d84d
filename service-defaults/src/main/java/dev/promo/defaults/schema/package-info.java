/** Migrates a service's schema, whenever its database comes up. */
@NullMarked
package dev.promo.defaults.schema;

import org.jspecify.annotations.NullMarked;
