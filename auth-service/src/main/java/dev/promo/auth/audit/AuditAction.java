package dev.promo.auth.audit;

/** What is worth an audit event. Names are stored and published: they are never renamed. */
public enum AuditAction {
    LOGGED_IN,
    /** Unknown account or wrong password. */
    LOGIN_REFUSED,
    /** So many wrong passwords that the account takes none for a while. */
    LOCKED_OUT,
    LOGGED_OUT,
    /** Several sessions of a person ended at once. */
    SESSIONS_ENDED,
    /** A refresh token came a second time, so that one of two holders is a thief; the session ended. */
    REFRESH_REUSED,
    PASSWORD_CHANGED,
    PASSWORD_RESET_REQUESTED,
    PASSWORD_RESET,
    ROLES_CHANGED,
    ACCOUNT_ERASED,
    SERVICE_ACCOUNT_CREATED,
    SERVICE_ACCOUNT_SECRET_REPLACED,
    SERVICE_ACCOUNT_REMOVED,
    KEYS_ROTATED
}
