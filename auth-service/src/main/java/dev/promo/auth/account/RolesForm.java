package dev.promo.auth.account;

import dev.promo.auth.form.Form;
import dev.promo.auth.token.Role;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Reads the roles that somebody shall have, or reports every rule the JSON breaks. */
@Component
class RolesForm {

    private static final String FIELD = "roles";
    private static final int MAX_ROLES = 10;

    /** {@link Role#USER} may be among them, so that what was read can be sent back. */
    Set<Role> read(ObjectNode body) {
        var form = new Form(body, Set.of(FIELD));
        var roles = EnumSet.noneOf(Role.class);
        var names = form.requiredTexts(FIELD, MAX_ROLES);
        for (var i = 0; i < names.size(); i++) {
            var role = named(names.get(i));
            role.ifPresent(roles::add);
            if (role.isEmpty()) {
                form.reject(FIELD + "[" + i + "]", "ONE_OF", "Must be USER, PARTNER or ADMIN.");
            }
        }
        form.throwIfRejected();
        return roles;
    }

    private static Optional<Role> named(String name) {
        return Arrays.stream(Role.values())
                .filter(role -> role.name().equals(name))
                .findAny();
    }
}
