package dev.promo.auth.login;

import dev.promo.defaults.problem.ApiProblem;
import java.time.Duration;
import org.springframework.http.HttpStatus;

/** Refusals that logging in has in common with confirming something by the password. */
final class LoginProblems {

    private LoginProblems() {}

    static ApiProblem tooManyAttempts(Duration retryAfter) {
        return new ApiProblem(
                        HttpStatus.TOO_MANY_REQUESTS,
                        "TOO_MANY_ATTEMPTS",
                        "Too many wrong passwords for this account; try again later.")
                .header("Retry-After", Long.toString(seconds(retryAfter)));
    }

    /** Rounded up: who comes back then is not sent away again. */
    private static long seconds(Duration duration) {
        return duration.plusNanos(999_999_999).toSeconds();
    }
}
