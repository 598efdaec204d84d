package dev.promo.defaults.openapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.reflect.RecordComponent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The schemas of the types that go over the wire: under short names that cannot collide unnoticed, with what the records'
 * Javadoc says, and with what must be there according to their null-marking.
 */
final class ApiSchemas {
    private static final String PREFIX = "#/components/schemas/";

    private final ObjectNode found;
    private final SourceDocs docs;
    /** By short name, the class name springdoc knows it by. */
    private final Map<String, String> longNames = new HashMap<>();

    /** @param found by full class name */
    ApiSchemas(ObjectNode found, SourceDocs docs) {
        this.found = found;
        this.docs = docs;
    }

    /** Rewrites every reference below to short names; what is not of our packages becomes any object. */
    void renameIn(JsonNode tree) {
        forEachObject(tree, object -> {
            var target = target(object);
            if (target != null && target.startsWith("dev.promo.")) {
                object.put("$ref", PREFIX + remember(target));
            } else if (target != null && found.has(target)) {
                object.remove("$ref");
                object.put("type", "object");
            }
        });
    }

    private String remember(String longName) {
        var name = shortName(longName);
        var other = longNames.putIfAbsent(name, longName);
        if (other != null && !other.equals(longName)) {
            throw new IllegalStateException("one schema name, " + name + ", for " + other + " and " + longName);
        }
        return name;
    }

    /**
     * All schemas that the paths refer to, directly or not, by name.
     *
     * @param paths already renamed
     * @param own what to lay over them, or to add to them
     */
    Map<String, JsonNode> reachableFrom(JsonNode paths, JsonNode own) {
        var sent = new HashSet<String>();
        var bodies = JsonNodeFactory.instance.arrayNode();
        forEachObject(paths, object -> {
            if (object.has("requestBody")) {
                bodies.add(object.get("requestBody"));
            }
        });
        collect(bodies, own, sent, new TreeMap<>(), Set.of());
        var all = new TreeMap<String, JsonNode>();
        collect(paths, own, new HashSet<>(), all, sent);
        return all;
    }

    private void collect(
            JsonNode from, JsonNode own, Set<String> seen, Map<String, JsonNode> all, Set<String> sentByClients) {
        var trees = new ArrayDeque<JsonNode>(List.of(from));
        while (!trees.isEmpty()) {
            forEachObject(trees.remove(), object -> {
                var name = target(object);
                if (name != null && seen.add(name)) {
                    var schema = schema(name, own, sentByClients.contains(name));
                    all.put(name, schema);
                    trees.add(schema);
                }
            });
        }
    }

    private JsonNode schema(String name, JsonNode own, boolean sentByClients) {
        var longName = longNames.get(name);
        var schema = JsonNodeFactory.instance.objectNode();
        if (longName != null) {
            schema.setAll((ObjectNode) found.path(longName).deepCopy());
            var type = parts(longName).getFirst();
            if (type.isRecord()) {
                schema = record(type, schema, sentByClients);
            }
        }
        if (own.path(name).isObject()) {
            overlay(schema, (ObjectNode) own.path(name).deepCopy());
        } else if (longName == null) {
            throw new IllegalStateException("the wording refers to a schema that is not there: " + name);
        }
        renameIn(schema);
        return schema;
    }

    private static void overlay(ObjectNode schema, ObjectNode own) {
        own.forEachEntry((field, value) -> {
            if (value.isObject() && schema.path(field).isObject()) {
                overlay((ObjectNode) schema.get(field), (ObjectNode) value);
            } else {
                schema.set(field, value);
            }
        });
    }

    /**
     * Answers have every field that is not marked as possibly null, and the others as null, or not at all where nulls are
     * left out. Requests may leave those others out.
     */
    private ObjectNode record(Class<?> type, ObjectNode raw, boolean sentByClients) {
        var schema = JsonNodeFactory.instance.objectNode();
        schema.put("type", "object");
        docs.ofType(type.getName()).ifPresent(text -> schema.put("description", text));
        var left = raw.path("properties").isObject()
                ? (ObjectNode) raw.get("properties")
                : JsonNodeFactory.instance.objectNode();
        var required = new ArrayList<String>();
        var properties = JsonNodeFactory.instance.objectNode();
        for (var component : type.getRecordComponents()) {
            var name = jsonName(component);
            if (left.remove(name) instanceof ObjectNode property) {
                docs.ofComponent(type.getName(), component.getName())
                        .ifPresent(text -> property.put("description", text));
                var nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
                var shown = !sentByClients && !leavesOutNulls(type, component);
                if (!nullable || shown) {
                    required.add(name);
                }
                properties.set(name, nullable && shown ? orNull(property) : property);
            }
        }
        left.propertyNames().stream().sorted().forEach(name -> properties.set(name, left.get(name)));
        if (!required.isEmpty()) {
            var array = schema.putArray("required");
            required.forEach(array::add);
        }
        schema.set("properties", properties);
        return schema;
    }

    private static boolean leavesOutNulls(Class<?> type, RecordComponent component) {
        var include = component.getAccessor().getAnnotation(JsonInclude.class);
        if (include == null) {
            include = type.getAnnotation(JsonInclude.class);
        }
        return include != null && include.value() != JsonInclude.Include.ALWAYS;
    }

    private static String jsonName(RecordComponent component) {
        var named = component.getAccessor().getAnnotation(JsonProperty.class);
        return named == null || named.value().isEmpty() ? component.getName() : named.value();
    }

    private static ObjectNode orNull(ObjectNode property) {
        if (property.path("type").isString()) {
            var type = property.get("type");
            property.putArray("type").add(type).add("null");
            if (property.get("enum") instanceof ArrayNode values) {
                values.addNull();
            }
            return property;
        }
        var either = JsonNodeFactory.instance.objectNode();
        var text = property.remove("description");
        if (text != null) {
            either.set("description", text);
        }
        var choices = either.putArray("anyOf");
        choices.add(property);
        choices.addObject().put("type", "null");
        return either;
    }

    /** {@code CampaignAudit$Entry} is CampaignAuditEntry, {@code Page} of CampaignView is CampaignViewPage. */
    private static String shortName(String longName) {
        var name = new StringBuilder();
        for (var type : parts(longName).reversed()) {
            var simple = type.getSimpleName();
            var outer = type.getEnclosingClass();
            var context = outer == null ? "" : outer.getSimpleName().replaceFirst("Controller$", "");
            name.append(simple.startsWith(context) ? simple : context + simple);
        }
        return name.toString();
    }

    /** A generic type's name is followed by its arguments' names, each beginning with a capital. */
    private static List<Class<?>> parts(String longName) {
        var parts = new ArrayList<Class<?>>();
        for (var part : longName.split("(?<=.)(?=Dev\\.promo\\.)", -1)) {
            try {
                parts.add(
                        ClassUtils.forName(ApiDocument.decapitalised(part), null)); // knows nested classes by dots too
            } catch (ClassNotFoundException e) {
                throw new IllegalStateException("springdoc names a schema " + longName, e);
            }
        }
        return parts;
    }

    private static @Nullable String target(ObjectNode object) {
        return object.path("$ref").isString()
                        && object.path("$ref").stringValue().startsWith(PREFIX)
                ? object.path("$ref").stringValue().substring(PREFIX.length())
                : null;
    }

    private static void forEachObject(JsonNode tree, Consumer<ObjectNode> action) {
        if (tree instanceof ObjectNode object) {
            action.accept(object);
        }
        for (var child : List.copyOf(tree.values())) {
            forEachObject(child, action);
        }
    }
}
