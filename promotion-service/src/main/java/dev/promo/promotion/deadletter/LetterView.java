package dev.promo.promotion.deadletter;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter in a list: nothing of what the record says.
 *
 * @param state waiting, redriven or parked
 * @param reason code of what is wrong with it
 * @param cause the same in a sentence
 * @param original where it came from; absent if it does not say
 * @param attempts how often somebody tried to bring it back
 * @param leftOut names what is missing of the record, as it was too long
 * @param originalSize its size in bytes then
 * @param comesFrom the letter it was brought back from, before it was set aside again
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record LetterView(
        long id,
        String state,
        String reason,
        String cause,
        @Nullable Place original,
        Instant setAsideAt,
        int attempts,
        @Nullable String leftOut,
        @Nullable Long originalSize,
        @Nullable Long comesFrom) {

    /** @param timestamp of the record, by its sender's clock */
    record Place(String topic, int partition, long offset, Instant timestamp) {}

    /** Bytes: as text if they are UTF-8, else in base64. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Content(@Nullable String text, @Nullable String base64) {

        static @Nullable Content of(byte @Nullable [] bytes) {
            if (bytes == null) {
                return null;
            }
            try {
                return new Content(
                        StandardCharsets.UTF_8
                                .newDecoder()
                                .decode(ByteBuffer.wrap(bytes))
                                .toString(),
                        null);
            } catch (CharacterCodingException _) {
                return new Content(null, Base64.getEncoder().encodeToString(bytes));
            }
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Header(String name, @Nullable Content value) {}

    /**
     * A dead letter with the record itself.
     *
     * @param history what was done to it, oldest first
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Whole(
            @JsonUnwrapped LetterView letter,
            @Nullable Content key,
            List<Header> headers,
            @Nullable Content value,
            List<LetterHistory.Entry> history) {

        static Whole of(Letter.Whole whole, List<LetterHistory.Entry> history) {
            var headers = new ArrayList<Header>();
            whole.headers().forEach(header -> headers.add(new Header(header.key(), Content.of(header.value()))));
            return new Whole(
                    LetterView.of(whole.letter()),
                    Content.of(whole.key()),
                    headers,
                    Content.of(whole.value()),
                    history);
        }
    }

    static LetterView of(Letter letter) {
        var origin = letter.origin();
        return new LetterView(
                letter.id(),
                letter.state().onTheWire(),
                letter.reason(),
                letter.cause(),
                origin == null ? null : new Place(origin.topic(), origin.partition(), origin.offset(), origin.time()),
                Instant.ofEpochMilli(letter.setAsideMillis()),
                letter.attempts(),
                letter.leftOut(),
                letter.originalSize(),
                letter.comesFrom());
    }
}
