@NullMarked
package dev.promo.local.events;

import org.jspecify.annotations.NullMarked;
