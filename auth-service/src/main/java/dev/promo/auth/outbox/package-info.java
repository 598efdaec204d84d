/** Events stored with the fact they tell of, {@link dev.promo.auth.outbox.Outbox}, and sent to Kafka in order. */
@NullMarked
package dev.promo.auth.outbox;

import org.jspecify.annotations.NullMarked;
