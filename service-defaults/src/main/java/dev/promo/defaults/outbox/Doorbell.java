package dev.promo.defaults.outbox;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Wakes the relay when there may be something to send; many rings before it looks are one. */
class Doorbell {

    private final Semaphore rung = new Semaphore(0);

    void ring() {
        if (rung.availablePermits() == 0) { // a race makes two permits of it, and the relay look once too often
            rung.release();
        }
    }

    /** Returns when it rings, at once if it has rung since the last time, or after the given time. */
    void await(Duration atMost) throws InterruptedException {
        if (rung.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
            rung.drainPermits();
        }
    }
}
