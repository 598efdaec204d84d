package dev.promo.promotion.voucher;

import dev.promo.events.FirstLogin;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.kafka.listener.DeadLetterPublishingRecoverer;
import org.springframework.kafka.listener.DeadLetterPublishingRecoverer.HeaderNames.HeadersToAdd;
import org.springframework.stereotype.Component;

/**
 * Sets unreadable records aside on {@code auth.first-login.dlt}: same partition, key, value and headers, plus where it
 * came from ({@code kafka_dlt-original-*}) and why ({@code kafka_dlt-exception-message}, one sentence).
 */
@Component
class DeadLetters {

    private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);

    private final DeadLetterPublishingRecoverer publisher;
    private final Counter published;

    DeadLetters(KafkaOperations<byte[], byte[]> kafka, MeterRegistry registry) {
        publisher = new DeadLetterPublishingRecoverer(
                kafka, (message, cause) -> new TopicPartition(FirstLogin.DEAD_LETTER_TOPIC, message.partition()));
        publisher.setFailIfSendResultIsError(true);
        publisher.setWaitForSendResultTimeout(Duration.ofSeconds(30));
        publisher.excludeHeader(HeadersToAdd.EXCEPTION, HeadersToAdd.EX_CAUSE, HeadersToAdd.EX_STACKTRACE);
        published = registry.counter("dead.letters", "topic", FirstLogin.TOPIC);
    }

    /**
     * Returns after the broker's acknowledgement.
     *
     * @throws RuntimeException if the broker did not take it; the record must be delivered again
     */
    void publish(DeadLetter letter) {
        var message = letter.message();
        publisher.accept(message, letter.cause());
        published.increment();
        log.warn(
                "Set aside {}-{}@{}: {}",
                message.topic(),
                message.partition(),
                message.offset(),
                letter.cause().getMessage());
    }
}
