package dev.promo.defaults.problem;

import dev.promo.defaults.problem.InputViolations.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.validation.BindException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MissingRequestValueException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;

/**
 * Turns whatever a handler throws into a problem detail: the client's mistakes named, transient trouble as 503, all else as
 * a 500 that tells nothing but the correlation id. Writes the answer itself, so that no {@code Accept} can spoil it.
 */
@RestControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE)
final class ProblemAdvice {
    private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

    @ExceptionHandler
    void anything(Exception thrown, HttpServletRequest request, HttpServletResponse response) throws Exception {
        if (response.isCommitted()) {
            throw thrown; // the server then cuts the connection, so that half an answer is not taken for a whole one
        }
        ProblemWriter.write(request, response, problemOf(thrown));
    }

    /** The client has gone: nobody to answer. */
    @ExceptionHandler
    void clientGone(AsyncRequestNotUsableException gone) {
        log.debug("The client left before the answer", gone);
    }

    private static ApiProblem problemOf(Exception thrown) {
        return switch (thrown) {
            case ApiProblem problem -> problem;
            case HttpMessageNotReadableException unreadable -> unreadable(unreadable);
            case BindException invalid -> ApiProblem.invalid(InputViolations.ofAll(invalid.getBindingResult()));
            case HandlerMethodValidationException invalid ->
                invalid.isForReturnValue() ? internal(invalid) : ApiProblem.invalid(InputViolations.of(invalid));
            case MethodArgumentTypeMismatchException mismatch ->
                ApiProblem.invalid(mismatch.getName(), "FORMAT", "The value has the wrong form.");
            case MissingServletRequestParameterException missing ->
                ApiProblem.invalid(missing.getParameterName(), "REQUIRED", "The parameter is required.");
            case MissingRequestValueException _ -> StandardProblem.INVALID_REQUEST.problem();
            case HttpRequestMethodNotSupportedException method -> methodNotAllowed(method);
            case AuthenticationException _ ->
                StandardProblem.UNAUTHENTICATED.problem().header("WWW-Authenticate", "Bearer");
            case AccessDeniedException _ -> StandardProblem.FORBIDDEN.problem();
            case InvalidParameterException _ -> StandardProblem.MALFORMED_REQUEST.problem();
            case RequestRejectedException _ -> StandardProblem.MALFORMED_REQUEST.problem();
            case ErrorResponse standard
            when standard.getStatusCode().is4xxClientError() ->
                StandardProblem.of(standard.getStatusCode().value());
            default -> {
                if (TransientTrouble.isCauseOf(thrown)) {
                    log.warn("Answering 503: {}", thrown.toString());
                    yield ApiProblem.unavailable(1);
                }
                yield internal(thrown);
            }
        };
    }

    private static ApiProblem unreadable(HttpMessageNotReadableException unreadable) {
        return switch (InputViolations.of(unreadable)) {
            case Refusal.Malformed() -> StandardProblem.MALFORMED_JSON.problem();
            case Refusal.Violation(var violation) -> ApiProblem.invalid(List.of(violation));
            case Refusal.Stated(var problem) -> problem;
        };
    }

    private static ApiProblem methodNotAllowed(HttpRequestMethodNotSupportedException method) {
        var problem = StandardProblem.METHOD_NOT_ALLOWED.problem();
        var allowed = method.getSupportedHttpMethods();
        return allowed == null
                ? problem
                : problem.header(
                        "Allow",
                        String.join(
                                ", ",
                                allowed.stream().map(HttpMethod::name).sorted().toList()));
    }

    private static ApiProblem internal(Exception thrown) {
        log.error("Answering 500", thrown);
        return StandardProblem.INTERNAL.problem();
    }
}
