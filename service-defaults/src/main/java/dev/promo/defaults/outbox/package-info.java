/** Events stored with the fact they tell of, {@link dev.promo.defaults.outbox.Outbox}, and sent to Kafka in order. */
@NullMarked
package dev.promo.defaults.outbox;

import org.jspecify.annotations.NullMarked;
