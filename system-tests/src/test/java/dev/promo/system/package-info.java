/** Black-box tests of the running system: the real jars as processes, real HTTP, and the faults it promises to survive. */
@NullMarked
package dev.promo.system;

import org.jspecify.annotations.NullMarked;
