/** What the services tell each other over Kafka; start at {@link dev.promo.events.FirstLogin}. */
@NullMarked
package dev.promo.events;

import org.jspecify.annotations.NullMarked;
