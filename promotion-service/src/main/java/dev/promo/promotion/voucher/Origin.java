package dev.promo.promotion.voucher;

/** How a voucher was come by. */
enum Origin {
    /** In turn, by the first login itself. */
    FIRST_LOGIN,
    /** From the waiting list: the quota was raised, or somebody's voucher was revoked. */
    WAITING_LIST,
    /** By a first login from before there was the campaign, which the owner offered it to later. */
    BACKFILL,
    /** Given by the owner to a named person. */
    BULK
}
