/** What every service does the same way; everything here is auto-configured, entry class {@link dev.promo.defaults.SharedDefaults}. */
@NullMarked
package dev.promo.defaults;

import org.jspecify.annotations.NullMarked;
