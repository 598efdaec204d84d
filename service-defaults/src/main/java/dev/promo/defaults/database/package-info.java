/** How values of the domain stand in columns; the entry class is {@link dev.promo.defaults.database.Columns}. */
@NullMarked
package dev.promo.defaults.database;

import org.jspecify.annotations.NullMarked;
