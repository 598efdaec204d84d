package dev.promo.auth.partner;

import dev.promo.auth.form.Form;
import dev.promo.defaults.page.Page;
import dev.promo.defaults.page.PageRequest;
import dev.promo.defaults.problem.StandardProblem;
import dev.promo.defaults.token.Caller;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** Admins give partners' programs accounts; that it takes an admin is the rule of all {@code /api/v1/admin} paths. */
@RestController
@RequestMapping("/api/v1/admin/service-accounts")
class ServiceAccountController {

    /** Letters, marks, digits, signs and single spaces between them: nothing that a list of names would trip over. */
    private static final Pattern NAME =
            Pattern.compile("[\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}]+( [\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}]+)*");

    private static final int MAX_NAME_LENGTH = 100;

    private final ServiceAccounts accounts;

    ServiceAccountController(ServiceAccounts accounts) {
        this.accounts = accounts;
    }

    /** The answer is the only one ever to say the secret. */
    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    NewSecret create(@RequestBody ObjectNode body, @AuthenticationPrincipal Caller admin) {
        return accounts.create(name(body), admin.userId());
    }

    /** In the order in which they were made. */
    @GetMapping
    Page<ServiceAccount> list(
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        return accounts.list(PageRequest.of(limit, cursor));
    }

    @PostMapping("/{clientId}/secret")
    NewSecret replaceSecret(@PathVariable String clientId, @AuthenticationPrincipal Caller admin) {
        return ClientId.of(clientId)
                .flatMap(client -> accounts.replaceSecret(client, admin.userId()))
                .orElseThrow(StandardProblem.NOT_FOUND::problem);
    }

    @DeleteMapping("/{clientId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(@PathVariable String clientId, @AuthenticationPrincipal Caller admin) {
        if (!ClientId.of(clientId)
                .map(client -> accounts.remove(client, admin.userId()))
                .orElse(false)) {
            throw StandardProblem.NOT_FOUND.problem();
        }
    }

    private static String name(ObjectNode body) {
        var form = new Form(body, Set.of("name"));
        var name = form.requiredText("name");
        if (name != null && name.codePointCount(0, name.length()) > MAX_NAME_LENGTH) {
            form.reject("name", "MAX_LENGTH", "Must have at most 100 characters.");
        } else if (name != null && !NAME.matcher(name).matches()) {
            form.reject("name", "FORMAT", "Must be words with single spaces between them.");
        }
        form.throwIfRejected();
        return Objects.requireNonNull(name);
    }
}
