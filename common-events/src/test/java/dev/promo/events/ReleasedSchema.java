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

/** A released JSON schema, by its name: {@code first-login.v1}. */
final class ReleasedSchema {

    private final String text;
    private final Schema schema;

    private ReleasedSchema(String text) {
        this.text = text;
        this.schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(text);
    }

    static ReleasedSchema named(String name) {
        try (var in = ReleasedSchema.class.getResourceAsStream("/schemas/" + name + ".schema.json")) {
            return new ReleasedSchema(
                    new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The schema that a golden sample keeps to: {@code first-login.v1-with-later-fields} is a {@code first-login.v1}. */
    static ReleasedSchema ofSample(String sample) {
        return named(sample.replaceFirst("-with-.*", ""));
    }

    List<?> errors(String data) {
        return schema.validate(data, InputFormat.JSON);
    }

    JsonNode asJson() {
        return JsonMapper.shared().readTree(text);
    }
}
