package dev.promo.defaults.problem;

import java.util.Locale;
import org.springframework.http.HttpStatus;

/** The problems every service can answer with, each with its status and its sentence. */
public enum StandardProblem {
    INVALID_REQUEST(HttpStatus.BAD_REQUEST, "The request breaks at least one rule; see errors where it is given."),
    MALFORMED_JSON(HttpStatus.BAD_REQUEST, "The body is not one well-formed JSON document."),
    MALFORMED_REQUEST(HttpStatus.BAD_REQUEST, "The request is not well-formed HTTP, or its address is not acceptable."),
    UNAUTHENTICATED(HttpStatus.UNAUTHORIZED, "A valid access token is needed."),
    FORBIDDEN(HttpStatus.FORBIDDEN, "The token does not allow this."),
    NOT_FOUND(HttpStatus.NOT_FOUND, "There is nothing at this address."),
    METHOD_NOT_ALLOWED(HttpStatus.METHOD_NOT_ALLOWED, "The method is not allowed at this address."),
    NOT_ACCEPTABLE(HttpStatus.NOT_ACCEPTABLE, "The answer cannot be given in an accepted media type."),
    REQUEST_TIMEOUT(HttpStatus.REQUEST_TIMEOUT, "The request did not arrive in time."),
    PAYLOAD_TOO_LARGE(HttpStatus.CONTENT_TOO_LARGE, "The body is larger than allowed."),
    URI_TOO_LONG(HttpStatus.URI_TOO_LONG, "The address is longer than allowed."),
    UNSUPPORTED_MEDIA_TYPE(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "The body has a type or an encoding that is not taken."),
    RATE_LIMITED(HttpStatus.TOO_MANY_REQUESTS, "Too many requests; try again later."),
    HEADERS_TOO_LARGE(HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "The request's headers are larger than allowed."),
    INTERNAL(HttpStatus.INTERNAL_SERVER_ERROR, "Something went wrong here; the correlation id helps to find it."),
    BAD_GATEWAY(HttpStatus.BAD_GATEWAY, "The service behind the gateway gave no usable answer."),
    UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE, "The service is not available for the moment; try again."),
    OVERLOADED(HttpStatus.SERVICE_UNAVAILABLE, "The service has too much to do; try again in a moment."),
    GATEWAY_TIMEOUT(HttpStatus.GATEWAY_TIMEOUT, "The service behind the gateway did not answer in time.");

    private final HttpStatus status;
    private final String detail;

    StandardProblem(HttpStatus status, String detail) {
        this.status = status;
        this.detail = detail;
    }

    public ApiProblem problem() {
        return new ApiProblem(status, name(), detail);
    }

    /** The problem for a bare status, as servers and frameworks give it. */
    public static ApiProblem of(int statusCode) {
        for (var standard : values()) {
            if (standard.status.value() == statusCode && standard != INVALID_REQUEST && standard != MALFORMED_JSON) {
                return standard.problem();
            }
        }
        var status = HttpStatus.resolve(statusCode);
        if (status == null || !status.isError()) {
            return INTERNAL.problem();
        }
        return new ApiProblem(status, status.name().toUpperCase(Locale.ROOT), "The request was refused.");
    }
}
