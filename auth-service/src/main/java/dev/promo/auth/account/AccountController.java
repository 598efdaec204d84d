package dev.promo.auth.account;

import dev.promo.auth.account.SignupOutcome.Overloaded;
import dev.promo.auth.account.SignupOutcome.SignedUp;
import dev.promo.auth.account.SignupOutcome.Taken;
import dev.promo.defaults.problem.ApiProblem;
import dev.promo.defaults.problem.FieldViolation;
import dev.promo.defaults.problem.StandardProblem;
import dev.promo.defaults.token.Caller;
import java.net.URI;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** Sign-up and the caller's own profile. */
@RestController
@RequestMapping("/api/v1/user")
class AccountController {

    private static final URI ME = URI.create("/api/v1/user/me");

    private final SignupForm form;
    private final Accounts accounts;

    AccountController(SignupForm form, Accounts accounts) {
        this.form = form;
        this.accounts = accounts;
    }

    @PostMapping(path = "/signup", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Profile> signup(@RequestBody ObjectNode body) {
        return switch (accounts.signup(form.read(body))) {
            case SignedUp(var profile) -> ResponseEntity.created(ME).body(profile);
            case Taken(var kinds) ->
                throw new ApiProblem(
                        HttpStatus.CONFLICT,
                        "IDENTIFIER_TAKEN",
                        "Somebody has signed up with this before; see errors.",
                        kinds.stream()
                                .map(kind -> new FieldViolation(kind.field(), "UNIQUE", "Is taken."))
                                .toList());
            case Overloaded() -> throw StandardProblem.OVERLOADED.problem().header("Retry-After", "1");
        };
    }

    @GetMapping("/me")
    Profile me(@AuthenticationPrincipal Caller caller) {
        return accounts.profile(caller.userId()).orElseThrow(StandardProblem.NOT_FOUND::problem);
    }
}
