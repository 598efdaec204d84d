package dev.promo.promotion.deadletter;

import dev.promo.defaults.problem.FieldViolation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.NullNode;

/**
 * What is to be changed of a record before it is sent.
 *
 * @param patch of the value; null leaves the value as it is, to the byte
 * @param headers by name; an empty value removes the header
 * @param told as somebody wrote it, for the history; null if nothing is to be changed
 */
record Correction(
        @Nullable JsonPatch patch,
        Map<String, Optional<String>> headers,
        @Nullable CorrectionForm told) {

    static final Correction NONE = new Correction(null, Map.of(), null);

    /** As the reader of the queue reads, and keeping all digits of numbers that it does not know. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    Correction {
        headers = Map.copyOf(headers);
    }

    /** What came of it. */
    @SuppressWarnings("ArrayRecordComponent") // carriers; never compared
    sealed interface Outcome {
        record Corrected(RecordHeaders headers, byte @Nullable [] value) implements Outcome {}

        /** The patch does not fit the value. */
        record Unfit(List<FieldViolation> errors) implements Outcome {}
    }

    Outcome apply(RecordHeaders original, byte @Nullable [] value) {
        var corrected = new RecordHeaders(original.toArray());
        headers.forEach((name, text) -> {
            corrected.remove(name);
            text.ifPresent(given -> corrected.add(name, given.getBytes(StandardCharsets.UTF_8)));
        });
        if (patch == null) {
            return new Outcome.Corrected(corrected, value);
        }
        try {
            var document = patch.replacesEverything() || value == null ? NullNode.instance : JSON.readTree(value);
            return switch (patch.apply(document)) {
                case JsonPatch.Outcome.Patched(var patched) ->
                    new Outcome.Corrected(corrected, JSON.writeValueAsBytes(patched));
                case JsonPatch.Outcome.Unfit(var operation, var rule) ->
                    unfit("correction.patch[" + operation + "]", rule, "This operation does not fit the value.");
            };
        } catch (JacksonException notJson) {
            return unfit(
                    "correction.patch", "NOT_JSON", "The value is not JSON; replace all of it: its path is empty.");
        }
    }

    private static Outcome unfit(String field, String rule, String message) {
        return new Outcome.Unfit(List.of(new FieldViolation(field, rule, message)));
    }
}
