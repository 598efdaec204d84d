/** The database schema is brought up to date as soon as there is a database, {@link dev.promo.auth.schema.SchemaMigration}. */
@NullMarked
package dev.promo.auth.schema;

import org.jspecify.annotations.NullMarked;
