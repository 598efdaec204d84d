/** The topic that this service owns, {@link dev.promo.events.FirstLogin#TOPIC}; events reach it by the outbox. */
@NullMarked
package dev.promo.auth.topic;

import org.jspecify.annotations.NullMarked;
