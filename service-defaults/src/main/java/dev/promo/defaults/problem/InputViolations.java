package dev.promo.defaults.problem;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSourceResolvable;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.validation.Errors;
import org.springframework.validation.FieldError;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.InvalidNullException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Translates what Jackson and Bean Validation complain about into our field, rule and sentence. */
final class InputViolations {
    private static final String BODY = "body";
    private static final Map<String, String> RULES = Map.of(
            "NotNull",
            "REQUIRED",
            "NotBlank",
            "REQUIRED",
            "NotEmpty",
            "REQUIRED",
            "Email",
            "FORMAT",
            "Pattern",
            "FORMAT");

    private InputViolations() {}

    /** Why a body could not be read. */
    sealed interface Refusal {
        record Malformed() implements Refusal {} // not one JSON document

        record Violation(FieldViolation violation) implements Refusal {}

        record Stated(ApiProblem problem) implements Refusal {} // a type of ours refused its own construction
    }

    static Refusal of(HttpMessageNotReadableException unreadable) {
        for (Throwable cause = unreadable.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof ApiProblem stated) {
                return new Refusal.Stated(stated);
            }
        }
        return switch (unreadable.getCause()) {
            case null -> violation(BODY, "REQUIRED", "A body is required.");
            case UnrecognizedPropertyException unknown ->
                violation(path(unknown), "UNKNOWN_FIELD", "This field is not part of the request.");
            case InvalidNullException missing -> violation(path(missing), "REQUIRED", "The field is required.");
            case InvalidFormatException format
            when format.getValue() instanceof String ->
                violation(path(format), "FORMAT", "The value has the wrong form.");
            case InputCoercionException number -> violation(path(number), "TYPE", "The value has the wrong type.");
            case StreamReadException duplicate
            when isDuplicate(duplicate) -> violation(placeOf(duplicate), "DUPLICATE", "The field must be given once.");
            case DatabindException trailing when isTrailing(trailing) -> new Refusal.Malformed();
            case DatabindException type -> violation(path(type), "TYPE", "The value has the wrong type.");
            default -> new Refusal.Malformed();
        };
    }

    static List<FieldViolation> ofAll(Errors result) {
        var violations = new ArrayList<FieldViolation>();
        for (var error : result.getAllErrors()) {
            if (error instanceof FieldError field) {
                violations.add(
                        field.isBindingFailure()
                                ? new FieldViolation(field.getField(), "FORMAT", "The value has the wrong form.")
                                : new FieldViolation(
                                        field.getField(), rule(field, field.getRejectedValue()), message(field)));
            } else {
                violations.add(new FieldViolation(BODY, rule(error, null), message(error)));
            }
        }
        return violations;
    }

    static List<FieldViolation> of(HandlerMethodValidationException invalid) {
        var violations = new ArrayList<FieldViolation>();
        invalid.getBeanResults().forEach(result -> violations.addAll(ofAll(result)));
        invalid.getValueResults().forEach(result -> {
            var name = result.getMethodParameter().getParameterName();
            for (var error : result.getResolvableErrors()) {
                violations.add(new FieldViolation(
                        name == null ? BODY : name, rule(error, result.getArgument()), message(error)));
            }
        });
        return violations;
    }

    /** {@code ExactlyOne} reads {@code EXACTLY_ONE}, so constraints of our own need no entry here. */
    private static String rule(MessageSourceResolvable error, @Nullable Object value) {
        var codes = error.getCodes();
        var constraint = codes == null || codes.length == 0 ? "Invalid" : codes[codes.length - 1];
        if (constraint.equals("Size")) {
            return isTooShort(error, value) ? "MIN_LENGTH" : "MAX_LENGTH";
        }
        return RULES.getOrDefault(
                constraint, constraint.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toUpperCase(Locale.ROOT));
    }

    /** The arguments of {@code @Size} in Spring's order: the name's resolvable, max, min. */
    private static boolean isTooShort(MessageSourceResolvable error, @Nullable Object value) {
        var arguments = error.getArguments();
        return value instanceof CharSequence text
                && arguments != null
                && arguments.length == 3
                && arguments[2] instanceof Number min
                && text.length() < min.intValue();
    }

    private static String message(MessageSourceResolvable error) {
        var message = error.getDefaultMessage();
        return message == null ? "The value is not acceptable." : message;
    }

    private static Refusal violation(String field, String rule, String message) {
        return new Refusal.Violation(new FieldViolation(field, rule, message));
    }

    private static boolean isTrailing(DatabindException trailing) {
        var message = trailing.getOriginalMessage();
        return message != null && message.startsWith("Trailing token");
    }

    private static boolean isDuplicate(StreamReadException refused) {
        var message = refused.getOriginalMessage();
        return message != null && message.startsWith("Duplicate Object property");
    }

    /** The reader knows where it stands, also where it reads a tree and the exception has no path. */
    private static String placeOf(StreamReadException refused) {
        var json = refused.processor();
        if (json == null) {
            return BODY;
        }
        var path = new StringBuilder();
        for (@Nullable TokenStreamContext step = json.streamReadContext(); step != null; step = step.getParent()) {
            if (step.inObject() && step.currentName() != null) {
                path.insert(0, step.currentName()).insert(0, '.');
            } else if (step.inArray()) {
                path.insert(0, "[" + step.getCurrentIndex() + "]");
            }
        }
        return path.isEmpty() ? BODY : path.substring(path.charAt(0) == '.' ? 1 : 0);
    }

    private static String path(JacksonException refused) {
        var path = new StringBuilder();
        for (var step : refused.getPath()) {
            if (step.getPropertyName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
            }
        }
        return path.isEmpty() ? BODY : path.toString();
    }
}
