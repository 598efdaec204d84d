package dev.promo.promotion.campaign;

/** What becomes of a voucher whose order is cancelled. */
public enum RollbackPolicy {
    /** It can be used again, until it ends. */
    RESTORE,
    /** It is spent. */
    BURN,
    /** It can be used again unless it has ended meanwhile; then it stays spent. */
    RESTORE_UNLESS_EXPIRED
}
