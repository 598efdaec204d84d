package dev.promo.local.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promo.events.FirstLogin;
import dev.promo.events.FirstLoginFormat;
import dev.promo.events.TraceParent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ShownEventTests {

    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00.123456Z");

    @Test
    void anEventIsOneLineWithItsTimePlaceTypeKeyDataAndTrace() {
        assertThat(new ShownEvent(firstLogin()).line())
                .isEqualTo("2026-01-01T00:00:00.123Z  auth.first-login-0@17  dev.promo.auth.first-login.v1  42  "
                        + "userId=42 occurredAt=2026-01-01T00:00:00.123456Z  trace=4bf92f3577b34da6a3ce929d0e0e4736");
    }

    @Test
    void asJsonItHasEverything() {
        var json = JsonMapper.shared().readTree(new ShownEvent(firstLogin()).json());

        assertThat(json.at("/offset").longValue()).isEqualTo(17);
        assertThat(json.at("/headers/ce_id").stringValue()).isEqualTo(new UUID(0, 7).toString());
        assertThat(json.at("/headers/traceparent").stringValue()).startsWith("00-4bf9");
        assertThat(json.at("/data/userId").longValue()).isEqualTo(42);
        assertThat(json.has("unreadable")).isFalse();
    }

    @Test
    void whatCannotBeReadIsShownWithTheReason() {
        var bad = message(
                FirstLogin.TOPIC,
                "42",
                "not JSON".getBytes(StandardCharsets.UTF_8),
                firstLogin().headers());

        assertThat(new ShownEvent(bad).line())
                .endsWith("  42  UNREADABLE: The data is not JSON. not JSON  "
                        + "trace=4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(JsonMapper.shared()
                        .readTree(new ShownEvent(bad).json())
                        .at("/unreadable")
                        .stringValue())
                .isEqualTo("The data is not JSON.");
    }

    @Test
    void aRecordOfNothingIsShownToo() {
        var empty = message(FirstLogin.TOPIC, null, null, new RecordHeaders());

        assertThat(new ShownEvent(empty).line()).endsWith("  -  -  UNREADABLE: The record has no value. (no value)");
        assertThat(new ShownEvent(empty).json()).contains("\"key\":null", "\"value\":null");
    }

    @Test
    void aRecordOfAnotherTopicIsShownAsItIs() {
        var other = message("other", "k", "plain text".getBytes(StandardCharsets.UTF_8), new RecordHeaders());

        assertThat(new ShownEvent(other).line()).endsWith("  other-0@17  -  k  plain text");
    }

    @Test
    void nobodyWritesToTheReadersTerminal() {
        var bell = "\u001b[2J\r\nforged\u202e\u2028\u0085";
        var headers = new RecordHeaders().add("ce_type", bell.getBytes(StandardCharsets.UTF_8));
        var hostile = message(
                "other",
                bell,
                ("{\"a\":\"" + "x".repeat(10) + "\",\"b\\u001b\":\"\\u001b[2J\"}").getBytes(StandardCharsets.UTF_8),
                headers);
        var bytes = message("other", "k", new byte[] {(byte) 0xff, 27}, headers);

        for (var message : new ConsumerRecord<?, ?>[] {hostile, bytes}) {
            @SuppressWarnings("unchecked")
            var event = new ShownEvent((ConsumerRecord<byte[], byte[]>) message);
            assertThat(event.line()).doesNotContainPattern("[\\p{Cntrl}\\u0085\\u2028\\u202e]");
            assertThat(event.json()).doesNotContainPattern("\\p{Cntrl}");
        }
        assertThat(new ShownEvent(bytes).line()).contains("(2 bytes that are no text)");
    }

    @Test
    void aLongValueIsCut() {
        var all = new byte[1_000_000];
        Arrays.fill(all, (byte) 'x');

        assertThat(new ShownEvent(message(FirstLogin.TOPIC, "1", all, new RecordHeaders())).line())
                .hasSizeLessThan(600)
                .endsWith("x…");
    }

    @Test
    void aDeadLetterSaysWhereItCameFromAndWhy() {
        var headers = firstLogin().headers();
        headers.add("kafka_dlt-original-topic", FirstLogin.TOPIC.getBytes(StandardCharsets.UTF_8))
                .add(
                        "kafka_dlt-original-partition",
                        ByteBuffer.allocate(4).putInt(2).array())
                .add(
                        "kafka_dlt-original-offset",
                        ByteBuffer.allocate(8).putLong(99).array())
                .add("kafka_dlt-exception-message", "The data is not JSON.".getBytes(StandardCharsets.UTF_8))
                .add("dlt-left-out", "value".getBytes(StandardCharsets.UTF_8));
        var letter = message(FirstLogin.DEAD_LETTER_TOPIC, "42", null, headers);

        assertThat(new ShownEvent(letter).line())
                .contains("SET ASIDE from auth.first-login-2@99: The data is not JSON. Without its value.");
        assertThat(JsonMapper.shared()
                        .readTree(new ShownEvent(letter).json())
                        .at("/headers/kafka_dlt-original-offset")
                        .stringValue())
                .isEqualTo("99");
    }

    private static ConsumerRecord<byte[], byte[]> firstLogin() {
        var sent = FirstLoginFormat.write(new FirstLogin(new UUID(0, 7), 42, THEN))
                .in(TraceParent.ofText("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"))
                .toProducerRecord();
        return message(sent.topic(), sent.key(), sent.value(), sent.headers());
    }

    private static ConsumerRecord<byte[], byte[]> message(
            String topic, @Nullable String key, byte @Nullable [] value, Headers headers) {
        return new ConsumerRecord<>(
                topic,
                0,
                17,
                THEN.toEpochMilli(),
                TimestampType.CREATE_TIME,
                0,
                0,
                key == null ? null : key.getBytes(StandardCharsets.UTF_8),
                value,
                headers,
                Optional.empty());
    }
}
