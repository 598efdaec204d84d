package dev.promo.defaults.outbox;

import dev.promo.events.EventEnvelope;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Kafka behind {@link EventSender}: acknowledged by all replicas, idempotent, so that retries neither double nor swap.
 *
 * <p>A refusal ends it: nothing that was handed over later is sent any more, so nothing overtakes what was refused.
 */
final class KafkaEventSender implements EventSender {

    private final KafkaProducer<String, byte[]> producer;
    private final KafkaClientMetrics metrics;

    KafkaEventSender(Map<String, Object> connection, MeterRegistry meters) {
        producer = new KafkaProducer<>(settings(connection), new StringSerializer(), new ByteArraySerializer());
        metrics = new KafkaClientMetrics(producer);
        metrics.bindTo(meters);
    }

    private static Map<String, Object> settings(Map<String, Object> connection) {
        var settings = new HashMap<>(connection);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(
                ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
                1); // so that a refusal is known before the next request leaves
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 512 * 1024); // one request for what the relay hands over at once
        settings.put(ProducerConfig.RETRIES_CONFIG, Integer.MAX_VALUE);
        // a send that expires would leave a hole in the order: it never does
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        // the relay's lock needs a sign of life more often than that
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 8L * 1024 * 1024);
        return settings;
    }

    @Override
    public Future<?> send(EventEnvelope event) {
        var result = producer.send(event.toProducerRecord(), (_, failure) -> {
            if (failure != null) {
                producer.close(Duration.ZERO); // on the thread that sends: what was handed over after it never leaves
            }
        });
        // the producer has this for "no broker to ask about the topic" too: not handed over, rather than refused
        if (result.state() == Future.State.FAILED && result.exceptionNow() instanceof RetriableException notNow) {
            throw notNow;
        }
        return result;
    }

    @Override
    public void close() {
        metrics.close();
        producer.close(Duration.ZERO);
    }
}
