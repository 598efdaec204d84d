package dev.promo.defaults.problem;

import java.util.Objects;

/**
 * One broken rule of one input field.
 *
 * @param field path of the field as the client wrote it, such as {@code password} or {@code items[2].name}; {@code body} for the body as a whole
 * @param rule stable upper-case name of the rule, such as {@code REQUIRED}
 * @param message one sentence for people; never contains the refused value
 */
public record FieldViolation(String field, String rule, String message) {
    public FieldViolation {
        Objects.requireNonNull(field, "field");
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(message, "message");
    }
}
