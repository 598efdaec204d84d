/** How the ledger talks to the database; the entry class is {@link dev.promo.promotion.database.ReadCommitted}. */
@NullMarked
package dev.promo.promotion.database;

import org.jspecify.annotations.NullMarked;
