/** The promo command; the entry class is {@link dev.promo.local.cli.Promo}. */
@NullMarked
package dev.promo.local.cli;

import org.jspecify.annotations.NullMarked;
