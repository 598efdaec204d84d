package dev.promo.auth.erasure;

import dev.promo.auth.erasure.ErasureOutcome.Erased;
import dev.promo.auth.erasure.ErasureOutcome.IsAdmin;
import dev.promo.auth.erasure.ErasureOutcome.NotConfirmed;
import dev.promo.auth.form.Form;
import dev.promo.auth.password.Password;
import dev.promo.defaults.problem.ApiProblem;
import dev.promo.defaults.token.Caller;
import java.util.Objects;
import java.util.Set;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** People have themselves erased. */
@RestController
class ErasureController {

    private static final String PASSWORD = "password";

    private final Erasure erasure;

    ErasureController(Erasure erasure) {
        this.erasure = erasure;
    }

    @DeleteMapping(path = "/api/v1/user/me", consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void erase(@RequestBody ObjectNode body, @AuthenticationPrincipal Caller caller) {
        switch (erasure.erase(caller.userId(), password(body))) {
            case Erased() -> {}
            case NotConfirmed(var problem) -> throw problem;
            case IsAdmin() ->
                throw new ApiProblem(
                        HttpStatus.CONFLICT,
                        "OWN_ADMIN_ROLE",
                        "An admin can be erased once another admin took the role ADMIN from them.");
        }
    }

    private static Password password(ObjectNode body) {
        var form = new Form(body, Set.of(PASSWORD));
        var text = form.text(PASSWORD);
        if (!form.has(PASSWORD) || (text != null && text.isEmpty())) {
            form.reject(PASSWORD, "REQUIRED", "Must be given.");
        }
        form.throwIfRejected();
        return new Password(Objects.requireNonNull(text));
    }
}
