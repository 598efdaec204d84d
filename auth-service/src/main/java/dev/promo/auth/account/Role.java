package dev.promo.auth.account;

/** What a person may do; tokens carry the names. */
public enum Role {
    /** Everybody's, never stored and never taken away. */
    USER,
    /** Redeems vouchers at a checkout. */
    PARTNER,
    /** Runs campaigns and grants roles. */
    ADMIN
}
