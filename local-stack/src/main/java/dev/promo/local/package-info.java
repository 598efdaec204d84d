/** The embedded default of the whole system; {@link dev.promo.local.ProjectHome} says where its parts lie. */
@NullMarked
package dev.promo.local;

import org.jspecify.annotations.NullMarked;
