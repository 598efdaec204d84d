package dev.promo.local.events;

import dev.promo.events.TraceParent;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A record of any origin as a line for people or as one of JSON; whatever is in it, it is one line of harmless characters. */
public record ShownEvent(ConsumerRecord<byte[], byte[]> message) {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** As much as a line bears; {@code --json} shows all of it. */
    private static final int LONGEST_TEXT = 300;

    /** Headers whose values are big-endian numbers. */
    private static final Set<String> NUMBERS =
            Set.of("kafka_dlt-original-partition", "kafka_dlt-original-offset", "kafka_dlt-original-timestamp");

    /** Time, place, type, key, and what it says; or why nobody can read it. */
    public String line() {
        var trace = TraceParent.of(message.headers());
        return Instant.ofEpochMilli(message.timestamp()) + "  " + place() + "  "
                + header("ce_type").orElse("-") + "  " + (message.key() == null ? "-" : text(message.key())) + "  "
                + summary()
                + (trace == null ? "" : "  trace=" + trace.traceId());
    }

    private String place() {
        return message.topic() + "-" + message.partition() + "@" + message.offset();
    }

    private String summary() {
        var setAside = header("kafka_dlt-exception-message");
        if (setAside.isPresent()) {
            return "SET ASIDE from " + header("kafka_dlt-original-topic").orElse("?") + "-"
                    + header("kafka_dlt-original-partition").orElse("?") + "@"
                    + header("kafka_dlt-original-offset").orElse("?") + ": " + setAside.get()
                    + header("dlt-left-out")
                            .map(what -> " Without its " + what + ".")
                            .orElse("");
        }
        return Topics.unreadable(message)
                .map(why -> "UNREADABLE: " + why + " " + valueAsText())
                .orElseGet(() -> data().map(ShownEvent::fields).orElseGet(this::valueAsText));
    }

    private static String fields(JsonNode data) {
        return data.properties().stream()
                .map(field -> harmless(field.getKey()) + "="
                        + harmless(
                                field.getValue().isString()
                                        ? field.getValue().stringValue()
                                        : field.getValue().toString()))
                .collect(Collectors.joining(" "));
    }

    private Optional<JsonNode> data() {
        try {
            return Optional.ofNullable(message.value()).map(JSON::readTree).filter(JsonNode::isObject);
        } catch (JacksonException notJson) {
            return Optional.empty();
        }
    }

    private String valueAsText() {
        return message.value() == null ? "(no value)" : text(message.value());
    }

    /** Everything there is, in one line. */
    public String json() {
        var all = JSON.createObjectNode()
                .put("time", Instant.ofEpochMilli(message.timestamp()).toString())
                .put("topic", message.topic())
                .put("partition", message.partition())
                .put("offset", message.offset())
                .put("key", whole(message.key()));
        var headers = all.putObject("headers");
        message.headers().forEach(header -> headers.put(header.key(), value(header)));
        Topics.unreadable(message).ifPresent(why -> all.put("unreadable", why));
        data().ifPresentOrElse(data -> all.set("data", data), () -> all.put("value", whole(message.value())));
        return JSON.writeValueAsString(all);
    }

    private Optional<String> header(String name) {
        return Optional.ofNullable(message.headers().lastHeader(name))
                .map(ShownEvent::value)
                .map(ShownEvent::harmless);
    }

    private static @Nullable String value(Header header) {
        var value = header.value();
        if (value != null && NUMBERS.contains(header.key())) {
            if (value.length == Integer.BYTES) {
                return Integer.toString(ByteBuffer.wrap(value).getInt());
            }
            if (value.length == Long.BYTES) {
                return Long.toString(ByteBuffer.wrap(value).getLong());
            }
        }
        return whole(value);
    }

    private static String text(byte[] bytes) {
        return harmless(String.valueOf(whole(bytes)));
    }

    private static @Nullable String whole(byte @Nullable [] bytes) {
        if (bytes == null) {
            return null;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException _) {
            return "(" + bytes.length + " bytes that are no text)";
        }
    }

    /** Whoever could write to a topic could otherwise write to the reader's terminal. */
    private static String harmless(String text) {
        var shown = new StringBuilder();
        text.codePoints().limit(LONGEST_TEXT).forEach(c -> {
            switch (Character.getType(c)) {
                case Character.CONTROL,
                        Character.FORMAT,
                        Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR,
                        Character.SURROGATE -> shown.append("\\u%04x".formatted(c));
                default -> shown.appendCodePoint(c);
            }
        });
        return text.codePointCount(0, text.length()) > LONGEST_TEXT ? shown + "…" : shown.toString();
    }
}
