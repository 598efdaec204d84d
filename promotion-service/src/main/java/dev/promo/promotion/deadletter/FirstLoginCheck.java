package dev.promo.promotion.deadletter;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.promo.defaults.problem.FieldViolation;
import dev.promo.events.FirstLogin;
import dev.promo.events.FirstLoginFormat;
import dev.promo.events.MalformedEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Whether a record would be a first login: read by the reader of the queue, and held to the schema, as readers forgive what a writer
 * must not do. Answers name fields and rules, none of the record's data.
 */
@Component
class FirstLoginCheck {

    private static final String SCHEMA = "/schemas/first-login.v1.schema.json";

    private final Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(text(), InputFormat.JSON);

    /** What is wrong with a record. */
    record Fault(String reason, String cause, List<FieldViolation> errors) {}

    /** Null if nothing is. */
    @SuppressWarnings("NullAway") // Kafka's records have null for no value
    @Nullable
    Fault of(RecordHeaders headers, byte @Nullable [] value) {
        var message = new ConsumerRecord<byte[], byte[]>(FirstLogin.TOPIC, 0, 0, new byte[0], value);
        headers.forEach(message.headers()::add);
        try {
            FirstLoginFormat.read(message);
        } catch (MalformedEvent malformed) {
            return new Fault(malformed.code(), Objects.requireNonNullElse(malformed.getMessage(), ""), errors(value));
        }
        var errors = errors(value);
        return errors.isEmpty() ? null : new Fault("SCHEMA", "The data breaks the schema of first logins.", errors);
    }

    private List<FieldViolation> errors(byte @Nullable [] value) {
        try {
            return value == null
                    ? List.of()
                    : schema.validate(JsonMapper.shared().readTree(value)).stream()
                            .map(FirstLoginCheck::violation)
                            .distinct()
                            .toList();
        } catch (JacksonException notJson) {
            return List.of(); // which the reader has said
        }
    }

    private static FieldViolation violation(Error error) {
        var place =
                error.getInstanceLocation().toString().replaceFirst("^/", "").replace('/', '.');
        var property = error.getProperty();
        var field = property == null ? place : place.isEmpty() ? property : place + "." + property;
        var rule = error.getKeyword().replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
        return new FieldViolation(field, rule, "Breaks the rule %s of the schema.".formatted(error.getKeyword()));
    }

    private static String text() {
        try (var in = FirstLogin.class.getResourceAsStream(SCHEMA)) {
            return new String(Objects.requireNonNull(in, SCHEMA).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
