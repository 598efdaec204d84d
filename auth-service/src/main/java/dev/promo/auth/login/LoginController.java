package dev.promo.auth.login;

import dev.promo.auth.login.LoginOutcome.BadCredentials;
import dev.promo.auth.login.LoginOutcome.LoggedIn;
import dev.promo.auth.login.LoginOutcome.Overloaded;
import dev.promo.auth.token.TokenIssuer;
import dev.promo.defaults.problem.ApiProblem;
import dev.promo.defaults.problem.StandardProblem;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** A login's answer: an access token, or one and the same refusal for everything that is wrong with the credentials. */
@RestController
class LoginController {

    private final LoginForm form;
    private final LoginService logins;
    private final TokenIssuer tokens;

    LoginController(LoginForm form, LoginService logins, TokenIssuer tokens) {
        this.form = form;
        this.logins = logins;
        this.tokens = tokens;
    }

    @PostMapping(path = "/api/v1/user/login", consumes = MediaType.APPLICATION_JSON_VALUE)
    LoginResponse login(@RequestBody ObjectNode body) {
        tokens.requireKey(); // or a first login would be had, and its token not
        return switch (logins.login(form.read(body))) {
            case LoggedIn(var userId, var fullName, var roles, var firstLogin) -> {
                var token = tokens.issue(userId, UUID.randomUUID(), fullName, roles);
                yield new LoginResponse(
                        token.value(), "Bearer", token.lifetime().toSeconds(), firstLogin);
            }
            case BadCredentials() ->
                throw new ApiProblem(
                        HttpStatus.UNAUTHORIZED, "BAD_CREDENTIALS", "The account or the password is not right.");
            case Overloaded() -> throw StandardProblem.OVERLOADED.problem().header("Retry-After", "1");
        };
    }

    /** @param expiresIn seconds */
    record LoginResponse(String accessToken, String tokenType, long expiresIn, boolean firstLogin) {
        @Override
        public String toString() {
            return "LoginResponse[secret]";
        }
    }
}
