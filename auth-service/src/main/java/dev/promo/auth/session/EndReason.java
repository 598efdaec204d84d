package dev.promo.auth.session;

/** Why a session ended. */
public enum EndReason {
    PASSWORD_CHANGED,
    PASSWORD_RESET,
    ACCOUNT_ERASED
}
