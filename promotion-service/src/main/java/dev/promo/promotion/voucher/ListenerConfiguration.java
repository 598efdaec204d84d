package dev.promo.promotion.voucher;

import dev.promo.events.AccountErased;
import dev.promo.events.FirstLogin;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.listener.CommonErrorHandler;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.listener.RetryListener;
import org.springframework.util.backoff.ExponentialBackOff;

/** How the listeners wait out trouble. */
@Configuration(proxyBeanMethods = false)
class ListenerConfiguration {

    private static final long FIRST_RETRY_MILLIS = 100;

    /**
     * Tries a failed batch again, first soon, then more and more seldom, for ever. Spring's own default gives up after ten
     * tries and drops the records; nothing that reaches this handler may be dropped. Every failed try is counted in
     * {@code first.logins.retries}, {@code account.erasures.retries} or {@code dead.letters.retries}: it rises for as long as the
     * trouble lasts.
     */
    @Bean
    CommonErrorHandler patientErrorHandler(
            @Value("${promo.promotion.slowest-retry:5s}") Duration slowestRetry, MeterRegistry registry) {
        var patience = new ExponentialBackOff(FIRST_RETRY_MILLIS, 2);
        patience.setMaxInterval(slowestRetry.toMillis());
        patience.setMaxElapsedTime(Long.MAX_VALUE);
        patience.setMaxAttempts(Long.MAX_VALUE);
        var handler = new DefaultErrorHandler(patience);
        // Spring would not try again after a ClassCastException and its like, and drop the batch: here it is a
        // bug to mend, and those in the batch wait for the mended version.
        handler.setClassifications(Map.of(), true);
        handler.setRetryListeners(new CountedRetries(
                registry.counter("first.logins.retries"),
                registry.counter("account.erasures.retries"),
                registry.counter("dead.letters.retries")));
        return handler;
    }

    private record CountedRetries(Counter ofFirstLogins, Counter ofErasures, Counter ofDeadLetters)
            implements RetryListener {

        @Override
        public void failedDelivery(ConsumerRecord<?, ?> message, @Nullable Exception cause, int attempt) {
            count(message.topic());
        }

        /** A batch is of one listener, so of one topic. */
        @Override
        public void failedDelivery(ConsumerRecords<?, ?> batch, @Nullable Exception cause, int attempt) {
            batch.partitions().stream().map(TopicPartition::topic).distinct().forEach(this::count);
        }

        private void count(String topic) {
            switch (topic) {
                case AccountErased.TOPIC -> ofErasures.increment();
                case FirstLogin.DEAD_LETTER_TOPIC -> ofDeadLetters.increment();
                default -> ofFirstLogins.increment();
            }
        }
    }
}
