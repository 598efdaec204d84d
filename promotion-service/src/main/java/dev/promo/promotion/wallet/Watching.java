package dev.promo.promotion.wallet;

/** Somebody who wants to hear at once what happens to one person. */
interface Watching {

    long userId();

    /** Called by one thread, which must not be held up; the same news more than once, for a minute. */
    void tell(News news);

    /** No more will be told: the service stops. */
    void end();
}
