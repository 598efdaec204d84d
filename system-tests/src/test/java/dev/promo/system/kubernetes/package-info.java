/** What deploy/kubernetes promises, read as a cluster would read it. */
@NullMarked
package dev.promo.system.kubernetes;

import org.jspecify.annotations.NullMarked;
