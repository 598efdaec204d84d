package dev.promo.promotion.voucher;

import dev.promo.events.FirstLogin;

/**
 * A first login and its place in the log, which is its place in the queue.
 *
 * @param partition of the topic
 * @param offset within the partition
 */
record LoggedFirstLogin(FirstLogin event, int partition, long offset) {

    long userId() {
        return event.userId();
    }
}
