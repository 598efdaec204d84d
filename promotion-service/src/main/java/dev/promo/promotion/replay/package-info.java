/**
 * The log as a tool: what a part of it would do to the ledger, computed on a shadow, and done if somebody wants that. The entry
 * class is {@link dev.promo.promotion.replay.ReplayRun}.
 */
@NullMarked
package dev.promo.promotion.replay;

import org.jspecify.annotations.NullMarked;
