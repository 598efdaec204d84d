package dev.promo.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FirstLoginFormatTests {

    private static final FirstLogin EVENT = new FirstLogin(
            UUID.fromString("01976b1e-7c00-7000-8000-00000000002a"), 42, Instant.parse("2026-01-01T00:00:00.123456Z"));

    @Test
    void theWrittenRecordIsTheGoldenOne() {
        var written = GoldenRecord.of(FirstLoginFormat.write(EVENT).toProducerRecord());

        assertThat(written).isEqualTo(GoldenRecord.named("first-login.v1"));
    }

    @Test
    void theGoldenRecordIsReadBack() throws MalformedEvent {
        assertThat(FirstLoginFormat.read(GoldenRecord.named("first-login.v1").received()))
                .isEqualTo(EVENT);
    }

    @Test
    void fieldsAndHeadersOfALaterReleaseAreIgnored() throws MalformedEvent {
        var later = GoldenRecord.named("first-login.v1-with-later-fields").received();

        assertThat(FirstLoginFormat.read(later).userId()).isEqualTo(43);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"userId\":0,\"occurredAt\":\"2026-01-01T00:00:00Z\"}",
                "{\"userId\":\"1\",\"occurredAt\":\"2026-01-01T00:00:00Z\"}",
                "{\"userId\":1,\"occurredAt\":\"yesterday\"}",
                "{\"userId\":1}",
                "{\"userId\":1,\"occurredAt\":\"2026-01-01T00:00:00Z\",\"registeredAt\":\"yesterday\"}",
                "{\"userId\":1,\"occurredAt\":\"2026-01-01T00:00:00Z\",\"registeredAt\":1767225600}",
                "{\"userId\":1,\"occurredAt\":\"2026-01-01T00:00:00Z\",\"birthMonth\":0}",
                "{\"userId\":1,\"occurredAt\":\"2026-01-01T00:00:00Z\",\"birthMonth\":13}",
                "{\"userId\":1,\"occurredAt\":\"2026-01-01T00:00:00Z\",\"birthMonth\":\"2\"}"
            })
    void theSchemaRefusesWhatTheReaderRefuses(String data) {
        assertThat(EventSchema.named("first-login.v1").errors(data)).isNotEmpty();
        assertMalformed(withData(data));
    }

    @Test
    void timeIsCutToMicroseconds() {
        var precise = new FirstLogin(UUID.randomUUID(), 1, Instant.parse("2026-01-01T00:00:00.123456789Z"));

        assertThat(precise.occurredAt()).isEqualTo("2026-01-01T00:00:00.123456Z");
    }

    @Test
    void anEventWithoutAPositiveUserCannotBeMade() {
        assertThatIllegalArgumentException().isThrownBy(() -> new FirstLogin(UUID.randomUUID(), 0, Instant.EPOCH));
    }

    static Stream<Arguments> poison() {
        return Stream.of(
                Arguments.of("no value", "NO_VALUE", withoutValue()),
                Arguments.of("an empty value", "NO_VALUE", record("", r -> {})),
                Arguments.of(
                        "no headers",
                        "NOT_A_CLOUD_EVENT",
                        new ConsumerRecord<>(FirstLogin.TOPIC, 0, 0L, "1", bytes("{}"))),
                Arguments.of("not JSON", "NOT_JSON", withData("hello")),
                Arguments.of(
                        "two JSON documents",
                        "NOT_JSON",
                        withData("{\"userId\":1,\"occurredAt\":\"2026-01-01T00:00:00Z\"}{}")),
                Arguments.of("an array", "NOT_AN_OBJECT", withData("[]")),
                Arguments.of("null", "NOT_AN_OBJECT", withData("null")),
                Arguments.of(
                        "the same field twice",
                        "NOT_JSON",
                        withData("{\"userId\":1,\"userId\":2,\"occurredAt\":\"2026-01-01T00:00:00Z\"}")),
                Arguments.of(
                        "a negative user",
                        "OUT_OF_RANGE",
                        withData("{\"userId\":-1,\"occurredAt\":\"2026-01-01T00:00:00Z\"}")),
                Arguments.of(
                        "a fractional user",
                        "WRONG_FIELD.userId",
                        withData("{\"userId\":1.5,\"occurredAt\":\"2026-01-01T00:00:00Z\"}")),
                Arguments.of(
                        "a user of 65 bits",
                        "WRONG_FIELD.userId",
                        withData("{\"userId\":18446744073709551616,\"occurredAt\":\"2026-01-01T00:00:00Z\"}")),
                Arguments.of(
                        "a numeric time",
                        "WRONG_FIELD.occurredAt",
                        withData("{\"userId\":1,\"occurredAt\":1767225600}")),
                Arguments.of(
                        "a time no column holds",
                        "OUT_OF_RANGE",
                        withData("{\"userId\":1,\"occurredAt\":\"+12026-01-01T00:00:00Z\"}")),
                Arguments.of("a deep structure", "NOT_JSON", withData("[".repeat(20_000))),
                Arguments.of(
                        "a huge value",
                        "TOO_LONG",
                        withData("{\"userId\":1,\"occurredAt\":\"" + "x".repeat(70_000) + "\"}")),
                Arguments.of(
                        "a CloudEvent in structured mode",
                        "NOT_A_CLOUD_EVENT",
                        withHeader("content-type", "application/cloudevents+json")),
                Arguments.of("an id that is no UUID", "WRONG_ID", withHeader("ce_id", "1")),
                Arguments.of("another type", "UNKNOWN_TYPE", withHeader("ce_type", "dev.promo.auth.first-login.v9")),
                Arguments.of(
                        "an unknown CloudEvents version", "NOT_A_CLOUD_EVENT", withHeader("ce_specversion", "7.7")),
                Arguments.of("a time header that is none", "NOT_A_CLOUD_EVENT", withHeader("ce_time", "soon")),
                Arguments.of("a source that is no URI", "NOT_A_CLOUD_EVENT", withHeader("ce_source", ":::")),
                Arguments.of(
                        "an attribute name that is not allowed",
                        "NOT_A_CLOUD_EVENT",
                        withHeader("ce_Not Allowed", "x")),
                Arguments.of(
                        "no id",
                        "NOT_A_CLOUD_EVENT",
                        record(GOOD, r -> r.headers().remove("ce_id"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("poison")
    void aRecordThatIsNoFirstLoginIsMalformedByItsCodeAndNothingElseIsThrown(
            String what, String code, ConsumerRecord<String, byte[]> poison) {
        assertThatExceptionOfType(MalformedEvent.class)
                .isThrownBy(() -> FirstLoginFormat.read(poison))
                .withMessageEndingWith(".")
                .satisfies(malformed -> assertThat(malformed.code()).isEqualTo(code));
    }

    private static final String GOOD = "{\"userId\":1,\"occurredAt\":\"2026-01-01T00:00:00Z\"}";

    private static void assertMalformed(ConsumerRecord<String, byte[]> poison) {
        assertThatExceptionOfType(MalformedEvent.class)
                .isThrownBy(() -> FirstLoginFormat.read(poison))
                .withMessageEndingWith(".");
    }

    private static ConsumerRecord<String, byte[]> withData(String json) {
        return record(json, r -> {});
    }

    private static ConsumerRecord<String, byte[]> withHeader(String name, String value) {
        return record(GOOD, r -> r.headers().remove(name).add(name, bytes(value)));
    }

    private static ConsumerRecord<String, byte[]> record(String json, Consumer<ConsumerRecord<String, byte[]>> change) {
        var golden = GoldenRecord.named("first-login.v1").received();
        var changed = new ConsumerRecord<>(golden.topic(), 0, 0L, golden.key(), bytes(json));
        golden.headers().forEach(changed.headers()::add);
        change.accept(changed);
        return changed;
    }

    @SuppressWarnings("NullAway") // Kafka hands out null for a record without a value
    private static ConsumerRecord<String, byte[]> withoutValue() {
        return new ConsumerRecord<>(FirstLogin.TOPIC, 0, 0L, "1", null);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
