package dev.promo.defaults.outbox;

import dev.promo.events.EventEnvelope;
import java.util.concurrent.Future;

/** Takes events to the broker, in the order given, and keeps trying for as long as the broker is away. */
interface EventSender extends AutoCloseable {

    /**
     * Hands over one event.
     *
     * @return done when the broker has stored it safely; failed if it was refused, which time does not heal
     * @throws RuntimeException if it could not even be handed over for now; then nothing of it will be sent
     */
    Future<?> send(EventEnvelope event);

    /** Gives up, at once, on what is not acknowledged; that may still arrive. */
    @Override
    void close();

    interface Factory {
        EventSender open();
    }
}
