/** Tables as text (RFC 4180): {@link dev.promo.promotion.csv.CsvWriter} and {@link dev.promo.promotion.csv.CsvTable}. */
@NullMarked
package dev.promo.promotion.csv;

import org.jspecify.annotations.NullMarked;
