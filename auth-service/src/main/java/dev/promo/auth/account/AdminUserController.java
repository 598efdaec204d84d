package dev.promo.auth.account;

import dev.promo.auth.account.RoleChange.Changed;
import dev.promo.auth.account.RoleChange.NoAdminAnyMore;
import dev.promo.auth.account.RoleChange.OwnAdminRole;
import dev.promo.auth.account.RoleChange.UnknownUser;
import dev.promo.defaults.problem.ApiProblem;
import dev.promo.defaults.problem.StandardProblem;
import dev.promo.defaults.token.Caller;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** Admins find people and say what roles they have; that it takes an admin is the rule of all {@code /api/v1/admin} paths. */
@RestController
@RequestMapping("/api/v1/admin/users")
class AdminUserController {

    private final Identifiers identifiers;
    private final RolesForm form;
    private final Roles roles;

    AdminUserController(Identifiers identifiers, RolesForm form, Roles roles) {
        this.identifiers = identifiers;
        this.form = form;
        this.roles = roles;
    }

    @GetMapping
    UserRoles find(@RequestParam String account) {
        if (account.isBlank()) {
            throw ApiProblem.invalid("account", "REQUIRED", "Must not be blank.");
        }
        return identifiers
                .normaliseAny(account)
                .flatMap(roles::ofHolder)
                .orElseThrow(StandardProblem.NOT_FOUND::problem);
    }

    @GetMapping("/{id}/roles")
    UserRoles roles(@PathVariable long id) {
        return roles.of(id).orElseThrow(StandardProblem.NOT_FOUND::problem);
    }

    @PutMapping(path = "/{id}/roles", consumes = MediaType.APPLICATION_JSON_VALUE)
    UserRoles change(@PathVariable long id, @RequestBody ObjectNode body, @AuthenticationPrincipal Caller admin) {
        return switch (roles.change(admin.userId(), id, form.read(body))) {
            case Changed(var now) -> now;
            case UnknownUser() -> throw StandardProblem.NOT_FOUND.problem();
            case NoAdminAnyMore() -> throw StandardProblem.FORBIDDEN.problem();
            case OwnAdminRole() ->
                throw new ApiProblem(
                        HttpStatus.CONFLICT,
                        "OWN_ADMIN_ROLE",
                        "Nobody can take the role ADMIN from themselves; another admin can.");
        };
    }
}
