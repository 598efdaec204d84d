package dev.promo.promotion.voucher;

import dev.promo.events.DeadLetterHeaders;
import dev.promo.events.FirstLogin;
import dev.promo.events.MalformedEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.kafka.KafkaException;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.kafka.listener.DeadLetterPublishingRecoverer;
import org.springframework.kafka.listener.DeadLetterPublishingRecoverer.HeaderNames.HeadersToAdd;
import org.springframework.stereotype.Component;

/**
 * Sets unreadable records aside on {@code auth.first-login.dlt}: same partition, key, value and headers, plus where it
 * came from ({@code kafka_dlt-original-*}) and why ({@code kafka_dlt-exception-message}, one sentence; {@code dlt-reason}, a code).
 *
 * <p>A record can be longer than that topic takes, as compressed it was short: then its value stays behind, and
 * {@code dlt-left-out} and {@code dlt-original-size} say so. Poison must never stop the queue.
 */
@Component
class DeadLetters {

    private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);

    /** As much as a broker takes by default, and our producer sends ({@code max.request.size}), with room for headers. */
    static final int LONGEST_RECORD = 2 * 1024 * 1024;

    private static final int ROOM_FOR_OUR_HEADERS = 16 * 1024;

    private final DeadLetterPublishingRecoverer publisher;
    private final Counter published;

    DeadLetters(KafkaOperations<byte[], byte[]> kafka, MeterRegistry registry) {
        publisher = new DeadLetterPublishingRecoverer(
                kafka, (message, cause) -> new TopicPartition(FirstLogin.DEAD_LETTER_TOPIC, message.partition()));
        publisher.setFailIfSendResultIsError(true);
        publisher.setWaitForSendResultTimeout(Duration.ofSeconds(30));
        publisher.excludeHeader(HeadersToAdd.EXCEPTION, HeadersToAdd.EX_CAUSE, HeadersToAdd.EX_STACKTRACE);
        publisher.setHeadersFunction((_, cause) -> reason(cause));
        published = registry.counter("dead.letters", "topic", FirstLogin.TOPIC);
    }

    /**
     * Returns after the broker's acknowledgement.
     *
     * @throws RuntimeException if the broker did not take it; the record must be delivered again
     */
    void publish(DeadLetter letter) {
        var whole = letter.size() <= LONGEST_RECORD - ROOM_FOR_OUR_HEADERS && sendWhole(letter);
        if (!whole) {
            send(letter.shortened());
        }
        published.increment();
        var message = letter.message();
        log.warn(
                "Set aside {}-{}@{}{}: {}",
                message.topic(),
                message.partition(),
                message.offset(),
                whole ? "" : " without its " + letter.size() + " bytes",
                letter.cause().getMessage());
    }

    /** Says whether the broker found it short enough: somebody may have given the topic a lower limit than ours. */
    private boolean sendWhole(DeadLetter letter) {
        try {
            send(letter);
            return true;
        } catch (KafkaException refused) {
            if (NestedExceptionUtils.getMostSpecificCause(refused) instanceof RecordTooLargeException) {
                return false;
            }
            throw refused;
        }
    }

    private static @Nullable Headers reason(Exception cause) {
        return cause instanceof MalformedEvent malformed
                ? new RecordHeaders()
                        .add(DeadLetterHeaders.REASON, malformed.code().getBytes(StandardCharsets.UTF_8))
                : null;
    }

    private void send(DeadLetter letter) {
        publisher.accept(letter.message(), letter.cause());
    }
}
