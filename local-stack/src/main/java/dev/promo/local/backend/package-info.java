/** A real MariaDB and a real Kafka broker as child processes, unpacked from Maven jars by the module local-stack/backends. */
@NullMarked
package dev.promo.local.backend;

import org.jspecify.annotations.NullMarked;
