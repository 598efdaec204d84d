package dev.promo.auth.account;

/** What became of an admin's wish to change somebody's roles; every branch is ordinary. */
sealed interface RoleChange {
    record Changed(UserRoles now) implements RoleChange {}

    record UnknownUser() implements RoleChange {}

    /** Admins cannot take that role from themselves, so that none locks everybody out by a slip; nothing was changed. */
    record OwnAdminRole() implements RoleChange {}

    /** Whoever asked was an admin when their token was issued, and is none any more; nothing was changed. */
    record NoAdminAnyMore() implements RoleChange {}
}
