/** Child processes that never outlive the JVM that started them; the entry class is {@link dev.promo.local.process.Component}. */
@NullMarked
package dev.promo.local.process;

import org.jspecify.annotations.NullMarked;
