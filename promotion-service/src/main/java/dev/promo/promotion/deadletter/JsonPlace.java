package dev.promo.promotion.deadletter;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A place in a JSON document: a JSON pointer (RFC 6901), the whole document if it is empty. */
record JsonPlace(List<String> tokens) {

    private static final Pattern FORM = Pattern.compile("(/([^~/]|~[01])*)*");
    private static final Pattern INDEX = Pattern.compile("0|[1-9][0-9]{0,8}");

    /** Null if the text is no pointer. */
    static @Nullable JsonPlace parse(String text) {
        if (!FORM.matcher(text).matches()) {
            return null;
        }
        return new JsonPlace(Arrays.stream(text.split("/", -1))
                .skip(1)
                .map(token -> token.replace("~1", "/").replace("~0", "~"))
                .toList());
    }

    boolean isWhole() {
        return tokens.isEmpty();
    }

    String last() {
        return tokens.getLast();
    }

    JsonPlace parent() {
        return new JsonPlace(tokens.subList(0, tokens.size() - 1));
    }

    boolean isWithin(JsonPlace other) {
        return tokens.size() > other.tokens.size()
                && tokens.subList(0, other.tokens.size()).equals(other.tokens);
    }

    /** What is there; null if nothing is. */
    @Nullable
    JsonNode in(JsonNode document) {
        JsonNode found = document;
        for (var token : tokens) {
            found = child(found, token);
            if (found == null) {
                return null;
            }
        }
        return found;
    }

    static OptionalInt index(String token) {
        return INDEX.matcher(token).matches() ? OptionalInt.of(Integer.parseInt(token)) : OptionalInt.empty();
    }

    private static @Nullable JsonNode child(JsonNode node, String token) {
        if (node.isObject()) {
            return node.get(token);
        }
        var index = index(token);
        return node.isArray() && index.isPresent() ? node.get(index.getAsInt()) : null;
    }
}
