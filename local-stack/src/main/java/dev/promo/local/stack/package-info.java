/** The whole system as processes of this machine, for the promo command and for system tests; the entry class is {@link dev.promo.local.stack.Stack}. */
@NullMarked
package dev.promo.local.stack;

import org.jspecify.annotations.NullMarked;
