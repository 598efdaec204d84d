package dev.promo.promotion.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.promo.events.VoucherChange.Origin;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A file of {@code src/test/resources/histories}: what happened, with the records as that release wrote them, and the ledger that
 * it has to lead to for ever.
 *
 * @param what the file is about, in a sentence
 * @param malformed the records that nobody can read, in the order in which they come
 * @param ledger ordered by campaign as they were made, slot and generation
 */
record GoldenHistory(String what, List<Step> steps, List<Place> malformed, List<Voucher> ledger) {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    GoldenHistory {
        steps = List.copyOf(steps);
        malformed = List.copyOf(malformed);
        ledger = List.copyOf(ledger);
    }

    static GoldenHistory read(Resource file) {
        try (InputStream in = file.getInputStream()) {
            return JSON.readValue(in, GoldenHistory.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One thing that happens; campaigns go by the names that they are made under. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "step")
    @JsonSubTypes({
        @JsonSubTypes.Type(name = "records", value = Step.Records.class),
        @JsonSubTypes.Type(name = "create", value = Step.Create.class),
        @JsonSubTypes.Type(name = "change", value = Step.Change.class),
        @JsonSubTypes.Type(name = "pause", value = Step.Pause.class),
        @JsonSubTypes.Type(name = "resume", value = Step.Resume.class),
        @JsonSubTypes.Type(name = "revoke", value = Step.Revoke.class),
        @JsonSubTypes.Type(name = "bulk", value = Step.Bulk.class),
        @JsonSubTypes.Type(name = "backfill", value = Step.Backfill.class)
    })
    sealed interface Step {
        /** A batch, as one poll brings it. */
        record Records(List<WireRecord> records) implements Step {}

        /** A campaign as an owner sends it; the definition does not repeat the name. */
        record Create(String campaign, Instant at, ObjectNode definition) implements Step {}

        /** Other values in those fields of the definition. */
        record Change(String campaign, Instant at, ObjectNode definition) implements Step {}

        record Pause(String campaign, Instant at) implements Step {}

        record Resume(String campaign, Instant at) implements Step {}

        /** The voucher that has the slot then is taken back. */
        record Revoke(String campaign, int slot) implements Step {}

        /** A file of people, as an owner sends it. */
        record Bulk(String campaign, String file) implements Step {}

        record Backfill(String campaign) implements Step {}
    }

    /** A record of {@code auth.first-login} or {@code auth.account-erased}, byte by byte. */
    record WireRecord(
            String topic,
            int partition,
            long offset,
            String key,
            long timestamp,
            Map<String, String> headers,
            @Nullable String value) {

        Place place() {
            return new Place(topic, partition, offset);
        }

        @SuppressWarnings("NullAway") // Kafka's records have null for no value
        ConsumerRecord<byte[], byte[]> message() {
            var sent = new RecordHeaders();
            headers.forEach((name, text) -> sent.add(name, text.getBytes(UTF_8)));
            var bytes = value == null ? null : value.getBytes(UTF_8);
            return new ConsumerRecord<>(
                    topic,
                    partition,
                    offset,
                    timestamp,
                    TimestampType.CREATE_TIME,
                    key.length(),
                    bytes == null ? -1 : bytes.length,
                    key.getBytes(UTF_8),
                    bytes,
                    sent,
                    Optional.empty());
        }
    }

    record Place(String topic, int partition, long offset) {}

    /**
     * A row of the ledger.
     *
     * @param expiresAt null where it depends on when somebody was served
     */
    record Voucher(
            String campaign,
            int slot,
            int generation,
            long user,
            Origin origin,
            @Nullable Instant expiresAt,
            boolean revoked) {

        Voucher {
            if (origin == Origin.FIRST_LOGIN && expiresAt == null) {
                throw new IllegalArgumentException("a voucher by first login does not say when it ends");
            }
        }

        boolean isMetBy(Voucher other) {
            return equals(expiresAt == null ? other.withoutEnd() : other);
        }

        private Voucher withoutEnd() {
            return origin == Origin.FIRST_LOGIN
                    ? this
                    : new Voucher(campaign, slot, generation, user, origin, null, revoked);
        }
    }
}
