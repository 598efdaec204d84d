package dev.promo.promotion.deadletter;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.promo.defaults.problem.Violations;
import dev.promo.promotion.deadletter.JsonPatch.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A correction as the client wrote it.
 *
 * @param patch a JSON patch (RFC 6902) of the value; where the value is no JSON, it has to begin with replacing all of it
 * @param headers what headers are to be, null for not at all; {@code content-type} and those of a CloudEvent alone
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record CorrectionForm(
        @Nullable List<@Nullable OperationForm> patch,
        @Nullable Map<String, @Nullable String> headers) {

    private static final int MOST = 100;
    private static final int LONGEST = 1024;
    private static final Pattern NAME = Pattern.compile("content-type|ce_[a-z0-9]{1,100}");
    private static final Pattern TEXT = Pattern.compile("[\\x20-\\x7e]{1," + LONGEST + "}");

    /** @param value any JSON, null too */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record OperationForm(
            @Nullable String op,
            @Nullable String path,
            @Nullable String from,
            @Nullable JsonNode value) {}

    /** What it says; every broken rule is noted. */
    Correction read(Violations violations) {
        return new Correction(patch(violations), headers(violations), this);
    }

    private @Nullable JsonPatch patch(Violations violations) {
        if (patch == null) {
            return null;
        }
        if (patch.size() > MOST) {
            violations.reject("correction.patch", "MAX_ITEMS", "Must have at most %d operations.".formatted(MOST));
            return null;
        }
        var operations = new ArrayList<Operation>();
        for (var n = 0; n < patch.size(); n++) {
            var read = new Reading("correction.patch[" + n + "]", violations).operation(patch.get(n));
            if (read != null) {
                operations.add(read);
            }
        }
        return new JsonPatch(operations);
    }

    private Map<String, Optional<String>> headers(Violations violations) {
        var read = new HashMap<String, Optional<String>>();
        if (headers == null) {
            return read;
        }
        headers.forEach((name, text) -> {
            if (!NAME.matcher(name).matches()) {
                violations.reject(
                        "correction.headers", "FORMAT", "Must name content-type or a header of a CloudEvent, ce_….");
            } else if (text != null && !TEXT.matcher(text).matches()) {
                violations.reject(
                        "correction.headers." + name,
                        "FORMAT",
                        "Must have 1 to %d visible ASCII characters.".formatted(LONGEST));
            } else {
                read.put(name, Optional.ofNullable(text));
            }
        });
        return read;
    }

    /** Of one operation. */
    private record Reading(String field, Violations violations) {

        @Nullable
        Operation operation(@Nullable OperationForm form) {
            if (form == null) {
                reject("", "REQUIRED", "Must be an operation.");
                return null;
            }
            var path = place(".path", form.path());
            if (form.op() == null) {
                reject(".op", "REQUIRED", "Must be given.");
                return null;
            }
            return switch (form.op()) {
                case "add" -> both(path, value(form), Operation.Add::new);
                case "remove" -> path == null ? null : new Operation.Remove(path);
                case "replace" -> both(path, value(form), Operation.Replace::new);
                case "move" -> both(place(".from", form.from()), path, Operation.Move::new);
                case "copy" -> both(place(".from", form.from()), path, Operation.Copy::new);
                case "test" -> both(path, value(form), Operation.Test::new);
                default -> {
                    reject(".op", "ONE_OF", "Must be one of add, remove, replace, move, copy, test.");
                    yield null;
                }
            };
        }

        private static <A, B> @Nullable Operation both(
                @Nullable A one, @Nullable B other, java.util.function.BiFunction<A, B, Operation> operation) {
            return one == null || other == null ? null : operation.apply(one, other);
        }

        private @Nullable JsonNode value(OperationForm form) {
            if (form.value() == null) {
                reject(".value", "REQUIRED", "Must be given.");
            }
            return form.value();
        }

        private @Nullable JsonPlace place(String name, @Nullable String pointer) {
            if (pointer == null) {
                reject(name, "REQUIRED", "Must be given.");
                return null;
            }
            var place = pointer.length() > LONGEST ? null : JsonPlace.parse(pointer);
            if (place == null) {
                reject(name, "FORMAT", "Must be a JSON pointer, such as /userId.");
            }
            return place;
        }

        private void reject(String name, String rule, String message) {
            violations.reject(field + name, rule, message);
        }
    }
}
