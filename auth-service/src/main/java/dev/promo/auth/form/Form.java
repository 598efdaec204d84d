package dev.promo.auth.form;

import dev.promo.defaults.problem.ApiProblem;
import dev.promo.defaults.problem.FieldViolation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A JSON object of texts and lists of texts under examination: collects every broken rule, so that people correct a form once.
 *
 * <p>A field that is {@code null} counts as not given. Not thread-safe.
 */
public final class Form {

    private final ObjectNode body;
    private final List<FieldViolation> violations = new ArrayList<>();

    public Form(ObjectNode body, Set<String> knownFields) {
        this.body = body;
        for (var field : body.propertyNames()) {
            if (!knownFields.contains(field)) {
                reject(shortened(field), "UNKNOWN_FIELD", "There is no such field.");
            }
        }
    }

    /** Whether the client sent anything for this field, right or wrong. */
    public boolean has(String field) {
        return body.hasNonNull(field);
    }

    /** The field's text, or null if it was not given or is not text (then that is noted). */
    public @Nullable String text(String field) {
        var value = body.get(field);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isString()) {
            reject(field, "TYPE", "Must be a string.");
            return null;
        }
        return value.stringValue();
    }

    /** Like {@link #text}, and notes if there is none, or nothing but white space. */
    public @Nullable String requiredText(String field) {
        if (!has(field)) {
            reject(field, "REQUIRED", "Must be given.");
            return null;
        }
        return notBlank(field, text(field));
    }

    /** Like {@link #text}, and notes if it is nothing but white space: a client that has no value leaves the field out. */
    public @Nullable String optionalText(String field) {
        return notBlank(field, text(field));
    }

    /** The texts of the field's array; empty if it was not given or breaks a rule (then that is noted). */
    public List<String> requiredTexts(String field, int max) {
        if (!has(field)) {
            reject(field, "REQUIRED", "Must be given.");
            return List.of();
        }
        var array = body.get(field);
        if (!array.isArray() || !array.valueStream().allMatch(JsonNode::isString)) {
            reject(field, "TYPE", "Must be an array of strings.");
            return List.of();
        }
        if (array.size() > max) {
            reject(field, "MAX_LENGTH", "Must have at most %d elements.".formatted(max));
            return List.of();
        }
        return array.valueStream().map(JsonNode::stringValue).toList();
    }

    private @Nullable String notBlank(String field, @Nullable String text) {
        if (text != null && text.isBlank()) {
            reject(field, "REQUIRED", "Must not be blank.");
            return null;
        }
        return text;
    }

    public void reject(String field, String rule, String message) {
        violations.add(new FieldViolation(field, rule, message));
    }

    /** Ends the examination: 400 {@code INVALID_REQUEST} with every broken rule, if there is any. */
    public void throwIfRejected() {
        if (!violations.isEmpty()) {
            throw ApiProblem.invalid(violations);
        }
    }

    /** Field names come from strangers too. */
    private static String shortened(String field) {
        return field.codePointCount(0, field.length()) <= 64
                ? field
                : field.substring(0, field.offsetByCodePoints(0, 64)); // no character is cut in half
    }
}
