package dev.promo.auth.recovery;

import dev.promo.auth.account.Identifiers;
import dev.promo.auth.recovery.PasswordOutcome.BadToken;
import dev.promo.auth.recovery.PasswordOutcome.Done;
import dev.promo.auth.recovery.PasswordOutcome.NotConfirmed;
import dev.promo.auth.recovery.PasswordOutcome.Overloaded;
import dev.promo.auth.recovery.PasswordOutcome.Unfit;
import dev.promo.defaults.problem.ApiProblem;
import dev.promo.defaults.problem.StandardProblem;
import dev.promo.defaults.token.Caller;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** People change a password they know and reset one they have forgotten. */
@RestController
@RequestMapping(path = "/api/v1/user/password", consumes = MediaType.APPLICATION_JSON_VALUE)
class PasswordController {

    private final PasswordChange changes;
    private final ResetRequests requests;
    private final PasswordReset resets;
    private final Identifiers identifiers;

    PasswordController(PasswordChange changes, ResetRequests requests, PasswordReset resets, Identifiers identifiers) {
        this.changes = changes;
        this.requests = requests;
        this.resets = resets;
        this.identifiers = identifiers;
    }

    @PostMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void change(@RequestBody ObjectNode body, @AuthenticationPrincipal Caller caller) {
        answer(changes.change(caller, PasswordForms.change(body)));
    }

    /** The same answer, at the same time, whether anybody has the account, can be reached or has asked too often. */
    @PostMapping("/reset-requests")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void requestReset(@RequestBody ObjectNode body) {
        // what nobody can have goes the same way as what nobody has
        if (!requests.ask(identifiers.normaliseAny(PasswordForms.request(body)).orElse(""))) {
            throw StandardProblem.OVERLOADED.problem().header("Retry-After", "1");
        }
    }

    @PostMapping("/reset")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void reset(@RequestBody ObjectNode body) {
        answer(resets.reset(PasswordForms.reset(body)));
    }

    private static void answer(PasswordOutcome outcome) {
        switch (outcome) {
            case Done() -> {}
            case Unfit(var violations) -> throw ApiProblem.invalid(violations);
            case NotConfirmed(var problem) -> throw problem;
            case BadToken() ->
                throw new ApiProblem(
                        HttpStatus.BAD_REQUEST,
                        "RESET_REFUSED",
                        "The token is not good, or not any more: it works once, for a while, and only the newest one.");
            case Overloaded() -> throw StandardProblem.OVERLOADED.problem().header("Retry-After", "1");
        }
    }
}
