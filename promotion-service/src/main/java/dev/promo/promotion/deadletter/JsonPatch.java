package dev.promo.promotion.deadletter;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A JSON patch (RFC 6902). All of it is done or nothing; a document that copies made longer than any event is refused, as copies of
 * copies grow without bound.
 */
record JsonPatch(List<Operation> operations) {

    private static final int LONGEST_DOCUMENT = 64 * 1024;

    private static final Comparator<JsonNode> NUMBERS_BY_VALUE = (one, other) -> one.isNumber() && other.isNumber()
            ? one.decimalValue().compareTo(other.decimalValue())
            : one.equals(other) ? 0 : 1;

    JsonPatch {
        operations = List.copyOf(operations);
    }

    /** One step; its {@code name} is that of the RFC. */
    sealed interface Operation {
        JsonPlace path();

        record Add(JsonPlace path, JsonNode value) implements Operation {}

        record Remove(JsonPlace path) implements Operation {}

        record Replace(JsonPlace path, JsonNode value) implements Operation {}

        record Move(JsonPlace from, JsonPlace path) implements Operation {}

        record Copy(JsonPlace from, JsonPlace path) implements Operation {}

        record Test(JsonPlace path, JsonNode value) implements Operation {}
    }

    /** What came of it. */
    sealed interface Outcome {
        record Patched(JsonNode document) implements Outcome {}

        /**
         * It does not fit the document.
         *
         * @param operation the index of the one that does not
         * @param rule {@code NO_SUCH_PLACE}, {@code TEST_FAILED} or {@code TOO_LONG}
         */
        record Unfit(int operation, String rule) implements Outcome {}
    }

    /** Whether it puts another document in the place of whatever is there, so that this need not even be JSON. */
    boolean replacesEverything() {
        return !operations.isEmpty()
                && operations.getFirst().path().isWhole()
                && (operations.getFirst() instanceof Operation.Add
                        || operations.getFirst() instanceof Operation.Replace);
    }

    Outcome apply(JsonNode original) {
        JsonNode document = original.deepCopy();
        for (var n = 0; n < operations.size(); n++) {
            var operation = operations.get(n);
            var next = apply(operation, document);
            if (next == null) {
                return new Outcome.Unfit(n, operation instanceof Operation.Test ? "TEST_FAILED" : "NO_SUCH_PLACE");
            }
            document = next;
            if (operation instanceof Operation.Copy && document.toString().length() > LONGEST_DOCUMENT) {
                return new Outcome.Unfit(n, "TOO_LONG");
            }
        }
        return new Outcome.Patched(document);
    }

    /** Null if it does not fit. */
    private static @Nullable JsonNode apply(Operation operation, JsonNode document) {
        return switch (operation) {
            case Operation.Add(var path, var value) -> add(document, path, value.deepCopy());
            case Operation.Remove(var path) -> remove(document, path) == null ? null : document;
            case Operation.Replace(var path, var value) -> replace(document, path, value.deepCopy());
            case Operation.Test(var path, var value) -> {
                var found = path.in(document);
                yield found != null && found.equals(NUMBERS_BY_VALUE, value) ? document : null;
            }
            case Operation.Copy(var from, var path) -> {
                var found = from.in(document);
                yield found == null ? null : add(document, path, found.deepCopy());
            }
            case Operation.Move(var from, var path) -> move(document, from, path);
        };
    }

    private static @Nullable JsonNode move(JsonNode document, JsonPlace from, JsonPlace path) {
        var found = from.in(document);
        if (found == null || path.isWithin(from)) {
            return null;
        }
        if (from.equals(path)) {
            return document;
        }
        return remove(document, from) == null ? null : add(document, path, found);
    }

    private static @Nullable JsonNode add(JsonNode document, JsonPlace path, JsonNode value) {
        if (path.isWhole()) {
            return value;
        }
        var parent = path.parent().in(document);
        if (parent instanceof ObjectNode object) {
            object.set(path.last(), value);
            return document;
        }
        if (parent instanceof ArrayNode array) {
            var index = path.last().equals("-")
                    ? array.size()
                    : JsonPlace.index(path.last()).orElse(-1);
            if (index >= 0 && index <= array.size()) {
                array.insert(index, value);
                return document;
            }
        }
        return null;
    }

    private static @Nullable JsonNode replace(JsonNode document, JsonPlace path, JsonNode value) {
        if (path.isWhole()) {
            return value;
        }
        if (path.in(document) == null) {
            return null;
        }
        var parent = path.parent().in(document);
        if (parent instanceof ArrayNode array) {
            array.set(JsonPlace.index(path.last()).orElseThrow(), value);
        } else if (parent instanceof ObjectNode object) {
            object.set(path.last(), value);
        }
        return document;
    }

    /** What was there; null if nothing was, and for the whole document, of which something must be left. */
    private static @Nullable JsonNode remove(JsonNode document, JsonPlace path) {
        var found = path.in(document);
        if (found == null || path.isWhole()) {
            return null;
        }
        var parent = path.parent().in(document);
        if (parent instanceof ArrayNode array) {
            array.remove(JsonPlace.index(path.last()).orElseThrow());
        } else if (parent instanceof ObjectNode object) {
            object.remove(path.last());
        }
        return found;
    }
}
