package dev.promo.gateway.limits;

import io.github.bucket4j.ConsumptionProbe;

/**
 * What came of asking a bucket for one token.
 *
 * @param giveBack puts it back into the bucket it came from
 */
record Taken(ConsumptionProbe probe, Runnable giveBack) {
    boolean isConsumed() {
        return probe.isConsumed();
    }
}
