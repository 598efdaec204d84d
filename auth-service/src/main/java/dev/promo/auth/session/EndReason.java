package dev.promo.auth.session;

/** Why a session ended before its time. Names are stored: they are never renamed. */
public enum EndReason {
    LOGGED_OUT,
    LOGGED_OUT_EVERYWHERE,
    /** Its owner ended it from another session. */
    ENDED_BY_OWNER,
    /** A refresh token came a second time, so that one of two holders is a thief. */
    REFRESH_REUSED,
    /** An admin took a role away; tokens at hand still say it. */
    ROLE_TAKEN,
    PASSWORD_CHANGED,
    PASSWORD_RESET,
    ACCOUNT_ERASED
}
