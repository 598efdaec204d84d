package dev.promo.promotion.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.promo.events.FirstLogin;
import dev.promo.events.FirstLoginFormat;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A record that was to be somebody's first login, and what would mend it.
 *
 * @param code why it is set aside
 * @param correction makes it that first login
 */
record Poison(long user, String code, ProducerRecord<byte[], byte[]> message, String correction) {

    /** After {@link DeadLetterDeskIT}'s campaign has begun. */
    private static final String TIME = "2026-01-02T00:00:00Z";

    static ProducerRecord<byte[], byte[]> good(long user) {
        var sent = FirstLoginFormat.write(new FirstLogin(UUID.randomUUID(), user, Instant.now()))
                .toProducerRecord();
        return new ProducerRecord<>(
                sent.topic(), 0, sent.timestamp(), sent.key().getBytes(UTF_8), sent.value(), sent.headers());
    }

    static Poison withUserAsText(long user) {
        return patched(
                user,
                "WRONG_FIELD.userId",
                "{\"userId\":\"" + user + "\",\"occurredAt\":\"" + TIME + "\"}",
                "{\"op\":\"replace\",\"path\":\"/userId\",\"value\":" + user + "}");
    }

    /** Twenty of them, for that user and the next ones. */
    static List<Poison> ofEveryKind(long first) {
        var id = UUID.randomUUID().toString();
        return List.of(
                rewritten(first, "NO_VALUE", null),
                rewritten(first + 1, "NO_VALUE", ""),
                rewritten(first + 2, "NOT_JSON", "hello"),
                rewritten(first + 3, "NOT_JSON", data(first + 3) + "{}"),
                rewritten(first + 4, "NOT_JSON", data(first + 4).replace("{", "{\"userId\":7,")),
                rewritten(first + 5, "NOT_AN_OBJECT", "[]"),
                rewritten(first + 6, "TOO_LONG", "x".repeat(70_000)),
                withUserAsText(first + 7),
                patched(
                        first + 8,
                        "WRONG_FIELD.occurredAt",
                        "{\"userId\":" + (first + 8) + "}",
                        "{\"op\":\"add\",\"path\":\"/occurredAt\",\"value\":\"" + TIME + "\"}"),
                patched(
                        first + 9,
                        "WRONG_FIELD.occurredAt",
                        data(first + 9).replace(TIME, "yesterday"),
                        "{\"op\":\"replace\",\"path\":\"/occurredAt\",\"value\":\"" + TIME + "\"}"),
                patched(
                        first + 10,
                        "OUT_OF_RANGE",
                        data(-1),
                        "{\"op\":\"replace\",\"path\":\"/userId\",\"value\":" + (first + 10) + "}"),
                patched(
                        first + 11,
                        "OUT_OF_RANGE",
                        data(first + 11).replace("}", ",\"birthMonth\":13}"),
                        "{\"op\":\"remove\",\"path\":\"/birthMonth\"}"),
                patched(
                        first + 12,
                        "WRONG_FIELD.birthMonth",
                        data(first + 12).replace("}", ",\"birthMonth\":\"2\"}"),
                        "{\"op\":\"remove\",\"path\":\"/birthMonth\"}"),
                patched(
                        first + 13,
                        "WRONG_FIELD.registeredAt",
                        data(first + 13).replace("}", ",\"registeredAt\":1767225600}"),
                        "{\"op\":\"move\",\"from\":\"/occurredAt\",\"path\":\"/registeredAt\"},"
                                + "{\"op\":\"copy\",\"from\":\"/registeredAt\",\"path\":\"/occurredAt\"}"),
                patched(
                        first + 14,
                        "WRONG_FIELD.userId",
                        "{\"userId\":18446744073709551616,\"occurredAt\":\"" + TIME + "\"}",
                        "{\"op\":\"replace\",\"path\":\"/userId\",\"value\":" + (first + 14) + "}"),
                withHeaders(
                        first + 15,
                        "NOT_A_CLOUD_EVENT",
                        headers -> set(headers, "ce_specversion", "7.7"),
                        "\"ce_specversion\":\"1.0\""),
                withHeaders(
                        first + 16,
                        "NOT_A_CLOUD_EVENT",
                        headers -> headers.remove("ce_id"),
                        "\"ce_id\":\"" + id + "\""),
                withHeaders(
                        first + 17,
                        "WRONG_ID",
                        headers -> set(headers, "ce_id", "one"),
                        "\"ce_id\":\"" + UUID.randomUUID() + "\""),
                withHeaders(
                        first + 18,
                        "NOT_A_CLOUD_EVENT",
                        headers -> set(headers, "content-type", "application/cloudevents+json"),
                        "\"content-type\":\"application/json\""),
                withHeaders(
                        first + 19,
                        "UNKNOWN_TYPE",
                        headers -> set(headers, "ce_type", "dev.promo.auth.first-login.v9"),
                        "\"ce_type\":\"" + FirstLoginFormat.TYPE + "\",\"ce_subject\":null"));
    }

    private static String data(long user) {
        return "{\"userId\":" + user + ",\"occurredAt\":\"" + TIME + "\"}";
    }

    /** Nothing of the value is worth keeping. */
    private static Poison rewritten(long user, String code, @Nullable String value) {
        return patched(user, code, value, "{\"op\":\"replace\",\"path\":\"\",\"value\":" + data(user) + "}");
    }

    @SuppressWarnings("NullAway") // Kafka takes null for a record without a value
    private static Poison patched(long user, String code, @Nullable String value, String operations) {
        var good = good(user);
        var message = new ProducerRecord<byte[], byte[]>(
                good.topic(),
                0,
                good.timestamp(),
                good.key(),
                value == null ? null : value.getBytes(UTF_8),
                good.headers());
        return new Poison(user, code, message, "{\"patch\":[" + operations + "]}");
    }

    private static Poison withHeaders(long user, String code, Consumer<Headers> change, String correction) {
        var message = good(user);
        change.accept(message.headers());
        return new Poison(user, code, message, "{\"headers\":{" + correction + "}}");
    }

    private static void set(Headers headers, String name, String value) {
        headers.remove(name).add(name, value.getBytes(UTF_8));
    }
}
