/** How values of the domain stand in columns; the entry class is {@link dev.promo.defaults.database.Columns}. */
@NullMarked
package dev.promo.promotion.database;

import org.jspecify.annotations.NullMarked;
