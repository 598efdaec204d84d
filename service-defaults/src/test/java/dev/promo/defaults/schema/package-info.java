@NullMarked
package dev.promo.defaults.schema;

import org.jspecify.annotations.NullMarked;
