/** Events on Kafka for people to read: {@link dev.promo.local.events.Tail}. */
@NullMarked
package dev.promo.local.events;

import org.jspecify.annotations.NullMarked;
