package dev.promo.auth.account;

import dev.promo.auth.token.Role;
import java.util.Set;

/**
 * What admins see of a person: nothing that says who it is.
 *
 * @param roles what the person's next token says, in the order of {@link Role}
 */
record UserRoles(long userId, Set<Role> roles) {}
