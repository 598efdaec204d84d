/** Long lists in pieces: what a client asks for, and how it asks for the next piece. */
@NullMarked
package dev.promo.defaults.page;

import org.jspecify.annotations.NullMarked;
