package dev.promo.defaults.problem;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.http.HttpStatus;

/**
 * A refusal that the client is meant to see: thrown anywhere in request handling, answered as a problem detail (RFC 9457).
 *
 * <p>Has no stack trace, as it reports the client's mistake or known trouble, not a bug. Immutable: {@link #with} and
 * {@link #header} answer a new problem.
 */
public final class ApiProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final HttpStatus status;
    private final String code;
    private final String detail;
    private final transient List<FieldViolation> errors;
    private final transient Map<String, String> headers;

    /**
     * A refusal without details of fields.
     *
     * @param code stable upper-case name, such as {@code IDENTIFIER_TAKEN}
     * @param detail one sentence for the client, without personal data
     */
    public ApiProblem(HttpStatus status, String code, String detail) {
        this(status, code, detail, List.of(), Map.of());
    }

    public ApiProblem(HttpStatus status, String code, String detail, List<FieldViolation> errors) {
        this(status, code, detail, errors, Map.of());
    }

    private ApiProblem(
            HttpStatus status, String code, String detail, List<FieldViolation> errors, Map<String, String> headers) {
        super(code, null, false, false);
        this.status = Objects.requireNonNull(status, "status");
        this.code = Objects.requireNonNull(code, "code");
        this.detail = Objects.requireNonNull(detail, "detail");
        this.errors = List.copyOf(errors);
        this.headers = Map.copyOf(headers);
    }

    /** 400 for one broken rule. */
    public static ApiProblem invalid(String field, String rule, String message) {
        return invalid(List.of(new FieldViolation(field, rule, message)));
    }

    /** 400 naming every broken rule. */
    public static ApiProblem invalid(List<FieldViolation> errors) {
        return StandardProblem.INVALID_REQUEST.problem().with(errors);
    }

    /** 503 with {@code Retry-After}: the same request can succeed a moment later. */
    public static ApiProblem unavailable(long retryAfterSeconds) {
        return StandardProblem.UNAVAILABLE.problem().header("Retry-After", Long.toString(retryAfterSeconds));
    }

    public ApiProblem with(FieldViolation error) {
        return with(List.of(error));
    }

    public ApiProblem with(List<FieldViolation> more) {
        var all = new ArrayList<>(errors);
        all.addAll(more);
        return new ApiProblem(status, code, detail, all, headers);
    }

    /** Adds or replaces a header of the answer. */
    public ApiProblem header(String name, String value) {
        var all = new LinkedHashMap<>(headers);
        all.put(name, value);
        return new ApiProblem(status, code, detail, errors, all);
    }

    public HttpStatus status() {
        return status;
    }

    public String code() {
        return code;
    }

    public String detail() {
        return detail;
    }

    public List<FieldViolation> errors() {
        return errors;
    }

    public Map<String, String> headers() {
        return headers;
    }
}
