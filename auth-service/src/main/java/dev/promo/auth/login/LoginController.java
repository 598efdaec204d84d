package dev.promo.auth.login;

import dev.promo.auth.login.LoginOutcome.BadCredentials;
import dev.promo.auth.login.LoginOutcome.LoggedIn;
import dev.promo.auth.login.LoginOutcome.Overloaded;
import dev.promo.auth.login.LoginOutcome.TooManyAttempts;
import dev.promo.auth.token.TokenIssuer;
import dev.promo.defaults.problem.ApiProblem;
import dev.promo.defaults.problem.StandardProblem;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** A login's answer: the tokens of a new session, or one and the same refusal for everything that is wrong with the credentials. */
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
            case LoggedIn(var person, var firstLogin, var session) -> {
                var token = tokens.issue(person, session.sessionId());
                yield new LoginResponse(
                        token.value(),
                        "Bearer",
                        token.lifetime().toSeconds(),
                        session.refreshToken(),
                        session.refreshExpiresIn().toSeconds(),
                        firstLogin);
            }
            case BadCredentials() ->
                throw new ApiProblem(
                        HttpStatus.UNAUTHORIZED, "BAD_CREDENTIALS", "The account or the password is not right.");
            case TooManyAttempts(var retryAfter) -> throw LoginProblems.tooManyAttempts(retryAfter);
            case Overloaded() -> throw StandardProblem.OVERLOADED.problem().header("Retry-After", "1");
        };
    }

    /**
     * The tokens of a session that has just begun.
     *
     * @param expiresIn seconds
     * @param refreshToken good for the next pair of tokens, once; a secret to be kept as well as the password
     * @param refreshExpiresIn seconds, if it is not used before
     */
    record LoginResponse(
            String accessToken,
            String tokenType,
            long expiresIn,
            String refreshToken,
            long refreshExpiresIn,
            boolean firstLogin) {
        @Override
        public String toString() {
            return "LoginResponse[secret]";
        }
    }
}
