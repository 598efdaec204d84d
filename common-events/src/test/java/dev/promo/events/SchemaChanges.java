package dev.promo.events;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which differences between the released schema of an event and today's break somebody: whoever still reads as that release
 * did, or whoever reads today what it wrote. Optional fields may be added, and words may change; everything else stays.
 */
final class SchemaChanges {

    /** For people only; what stands in $defs counts where it is used. */
    private static final Set<String> WORDS =
            Set.of("title", "description", "$comment", "examples", "deprecated", "$defs");

    private static final Set<String> BY_NAME =
            Set.of("properties", "patternProperties", "dependentSchemas", "dependentRequired");
    private static final Set<String> LITERAL = Set.of("enum", "const", "required");

    /** What would make fields malformed only because a release does not know them. */
    private static final Set<String> CLOSING =
            Set.of("additionalProperties", "unevaluatedProperties", "propertyNames", "maxProperties");

    private final List<String> breaking = new ArrayList<>();

    private SchemaChanges() {}

    /** A sentence for each, that names the field and the rule. */
    static List<String> breaking(JsonNode released, JsonNode current) {
        var changes = new SchemaChanges();
        changes.compare("", meaning(released, released), meaning(current, current));
        return changes.breaking;
    }

    /** A sentence for each place at which the schema refuses fields that it does not know. */
    static List<String> closed(JsonNode current) {
        var changes = new SchemaChanges();
        changes.lookForClosing("", meaning(current, current));
        return changes.breaking;
    }

    private void compare(String path, JsonNode was, JsonNode is) {
        var keywords = new LinkedHashSet<>(was.propertyNames());
        keywords.addAll(is.propertyNames());
        for (var keyword : keywords) {
            var before = was.path(keyword);
            var after = is.path(keyword);
            switch (keyword) {
                case "properties" -> compareFields(path, before, after);
                case "required" -> compareRequired(path, was, is);
                case "enum" -> compareValues(path, before, after);
                default -> {
                    if (keyword.equals("items") && before.isObject() && after.isObject()) {
                        compare(path + "[]", before, after);
                    } else {
                        stays(path, keyword, before, after);
                    }
                }
            }
        }
    }

    private void stays(String path, String keyword, JsonNode before, JsonNode after) {
        if (!before.equals(after)) {
            var change = "%s was %s and is %s".formatted(keyword, said(before), said(after));
            note(path, change + "; what is released of a field stays as it is");
        }
    }

    private void compareFields(String path, JsonNode before, JsonNode after) {
        before.forEachEntry((name, field) -> {
            if (after.has(name)) {
                compare(child(path, name), field, after.path(name));
            } else {
                note(child(path, name), "is gone; fields are never renamed or removed");
            }
        });
    }

    private void compareRequired(String path, JsonNode was, JsonNode is) {
        var before = texts(was.path("required"));
        var after = texts(is.path("required"));
        for (var name : after) {
            if (!before.contains(name)) {
                var known = was.path("properties").has(name) ? "was optional" : "is new";
                note(child(path, name), known + " and is required; records of that release may be without it");
            }
        }
        for (var name : before) {
            if (!after.contains(name)) {
                note(child(path, name), "was required and is optional; readers of that release rely on it");
            }
        }
    }

    private void compareValues(String path, JsonNode before, JsonNode after) {
        var was = texts(before);
        var is = texts(after);
        if (before.isMissingNode() || after.isMissingNode()) {
            stays(path, "enum", before, after);
            return;
        }
        was.stream()
                .filter(value -> !is.contains(value))
                .forEach(value -> note(path, "has lost the value " + value + "; records of that release have it"));
        is.stream()
                .filter(value -> !was.contains(value))
                .forEach(value -> note(path, "has the new value " + value + "; readers of that release refuse it"));
    }

    private void lookForClosing(String path, JsonNode schema) {
        schema.forEachEntry((keyword, value) -> {
            if (CLOSING.contains(keyword) && !(value.isBoolean() && value.booleanValue())) {
                note(path, keyword + " refuses fields of later releases; readers ignore what they do not know");
            } else if (keyword.equals("properties")) {
                value.forEachEntry((name, field) -> lookForClosing(child(path, name), field));
            } else if (value.isArray()) {
                value.forEach(part -> lookForClosing(path, part));
            } else {
                lookForClosing(path, value);
            }
        });
    }

    /** The schema with each reference replaced by what it refers to, and without what is for people only. */
    private static JsonNode meaning(JsonNode root, JsonNode schema) {
        if (!schema.isObject()) {
            return schema;
        }
        var meaning = JsonMapper.shared().createObjectNode();
        if (schema.has("$ref")) {
            var definition = root.at(schema.get("$ref").stringValue().substring(1));
            meaning.setAll((ObjectNode) meaning(root, definition));
        }
        schema.forEachEntry((keyword, value) -> {
            if (keyword.equals("$ref") || WORDS.contains(keyword)) {
                return;
            }
            var means = meaning(root, keyword, value);
            var referred = meaning.replace(keyword, means);
            if (referred != null && !referred.equals(means)) {
                throw new IllegalArgumentException(keyword + " stands beside a $ref that has one too; write allOf");
            }
        });
        return meaning;
    }

    private static JsonNode meaning(JsonNode root, String keyword, JsonNode value) {
        if (LITERAL.contains(keyword)) {
            return value;
        }
        if (BY_NAME.contains(keyword)) {
            var named = JsonMapper.shared().createObjectNode();
            value.forEachEntry((name, schema) -> named.set(name, meaning(root, schema)));
            return named;
        }
        if (value.isArray()) {
            var parts = JsonMapper.shared().createArrayNode();
            value.forEach(part -> parts.add(meaning(root, part)));
            return parts;
        }
        return meaning(root, value);
    }

    private static Set<String> texts(JsonNode array) {
        var texts = new LinkedHashSet<String>();
        array.forEach(text -> texts.add(text.asString()));
        return texts;
    }

    private static String said(JsonNode value) {
        return value.isMissingNode() ? "not there" : value.toString();
    }

    private static String child(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private void note(String path, String sentence) {
        breaking.add((path.isEmpty() ? "the whole " : "field " + path + " ") + sentence);
    }
}
