package dev.promo.auth.account;

/** What became of an admin's wish to change somebody's roles; every branch is ordinary. */
sealed interface RoleChange {
    record Changed(UserRoles now) implements RoleChange {}

    record UnknownUser() implements RoleChange {}

    /** Admins cannot take that role from themselves, so that none locks everybody out by a slip; nothing was changed. */
    record OwnAdminRole() implements RoleChange {}
}
