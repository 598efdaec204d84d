package dev.promo.events;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The JSON schema of an event of this release, by its name: {@code first-login.v1}. */
final class EventSchema {

    private final String text;
    private final Schema schema;

    private EventSchema(String text) {
        this.text = text;
        this.schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(text);
    }

    static EventSchema named(String name) {
        try (var in = EventSchema.class.getResourceAsStream("/schemas/" + name + ".schema.json")) {
            return new EventSchema(new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The schema that a golden sample keeps to: {@code first-login.v1-with-later-fields} is a {@code first-login.v1}. */
    static EventSchema ofSample(String sample) {
        return named(sample.replaceFirst("-with-.*", ""));
    }

    /** The name of the schema of a CloudEvents type: {@code first-login.v1} of {@code dev.promo.auth.first-login.v1}. */
    static String nameOf(String type) {
        return type.substring(type.lastIndexOf('.', type.lastIndexOf('.') - 1) + 1);
    }

    /** The same for a writer, who may tell nothing that the schema does not name. */
    EventSchema closed() {
        var closed = asJson();
        close(closed);
        return new EventSchema(closed.toString());
    }

    List<?> errors(String data) {
        return schema.validate(data, InputFormat.JSON);
    }

    private static void close(JsonNode schema) {
        if (schema.path("type").asString("").equals("object")) {
            ((ObjectNode) schema).put("additionalProperties", false);
        }
        schema.forEach(EventSchema::close);
    }

    JsonNode asJson() {
        return JsonMapper.shared().readTree(text);
    }
}
