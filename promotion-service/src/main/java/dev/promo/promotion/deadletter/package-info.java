/**
 * The desk where dead letters are looked at, brought back or left for good; the entry class is
 * {@link dev.promo.promotion.deadletter.DeadLetterController}.
 */
@NullMarked
package dev.promo.promotion.deadletter;

import org.jspecify.annotations.NullMarked;
