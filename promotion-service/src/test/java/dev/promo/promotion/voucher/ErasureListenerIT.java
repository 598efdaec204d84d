package dev.promo.promotion.voucher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.promo.defaults.database.Columns;
import dev.promo.events.AccountErased;
import dev.promo.events.AccountErasedFormat;
import dev.promo.local.testing.TestBackends;
import dev.promo.promotion.PromotionServiceTest;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

class ErasureListenerIT extends PromotionServiceTest {

    private static final AtomicLong USERS = new AtomicLong(2_000_000);
    private static final Instant AT = Instant.parse("2026-03-01T10:00:00.123456Z");
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Autowired
    private MeterRegistry metrics;

    private final KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
            Map.of("bootstrap.servers", TestBackends.kafkaBootstrapServers()),
            new StringSerializer(),
            new ByteArraySerializer());

    @AfterEach
    void close() {
        producer.close();
    }

    @Test
    void whoWasErasedIsRememberedOnceHoweverOftenItIsTold() throws Exception {
        var person = USERS.incrementAndGet();
        var recorded = erasures("recorded");
        var repeated = erasures("repeated");

        send(erasureOf(person, AT));
        send(erasureOf(person, AT));
        await().atMost(PATIENCE).until(() -> erasures("repeated") == repeated + 1);
        send(erasureOf(person, AT.plusSeconds(1)));
        await().atMost(PATIENCE).until(() -> erasures("repeated") == repeated + 2);

        assertThat(erasures("recorded")).isEqualTo(recorded + 1);
        assertThat(erasedAt(person)).hasValue(AT);
    }

    @Test
    void whatIsNoErasureIsSkippedAndCountedAndTheRestFlowsOn() throws Exception {
        var people = List.of(USERS.incrementAndGet(), USERS.incrementAndGet());
        var malformed = erasures("malformed");

        send(erasureOf(people.getFirst(), AT));
        for (var poison : List.of("not JSON", "{}", "{\"userId\":0,\"erasedAt\":\"2026-03-01T10:00:00Z\"}", "")) {
            var good = erasureOf(1, AT);
            send(new ProducerRecord<>(
                    good.topic(), null, good.key(), poison.getBytes(StandardCharsets.UTF_8), good.headers()));
        }
        send(new ProducerRecord<>(AccountErased.TOPIC, null, null));
        send(erasureOf(people.getLast(), AT));

        await().atMost(PATIENCE)
                .until(() -> people.stream().allMatch(person -> erasedAt(person).isPresent()));
        await().atMost(PATIENCE).until(() -> erasures("malformed") == malformed + 5);
    }

    @Test
    void troubleWithTheDatabaseIsWaitedOutAndNobodyIsForgotten() throws Exception {
        var person = USERS.incrementAndGet();
        var retries = metrics.counter("account.erasures.retries");
        var ofFirstLogins = metrics.counter("first.logins.retries").count();
        jdbc.sql("RENAME TABLE erased_people TO erased_people_away").update();
        try {
            var before = retries.count();
            send(erasureOf(person, AT));
            await().atMost(PATIENCE)
                    .until(() -> retries.count() >= before + 12); // more than Spring's default ever tries
        } finally {
            jdbc.sql("RENAME TABLE erased_people_away TO erased_people").update();
        }

        await().atMost(PATIENCE).until(() -> erasedAt(person).isPresent());
        assertThat(metrics.counter("first.logins.retries").count()).isEqualTo(ofFirstLogins);
    }

    private void send(ProducerRecord<String, byte[]> message) throws InterruptedException, ExecutionException {
        producer.send(message).get();
    }

    private static ProducerRecord<String, byte[]> erasureOf(long user, Instant at) {
        return AccountErasedFormat.write(UUID.randomUUID(), new AccountErased(user, at))
                .toProducerRecord();
    }

    private double erasures(String outcome) {
        return metrics.counter("account.erasures", "outcome", outcome).count();
    }

    private Optional<Instant> erasedAt(long user) {
        return jdbc.sql("SELECT erased_at FROM erased_people WHERE user_id = :user")
                .param("user", user)
                .query((row, n) -> Columns.instant(row, "erased_at"))
                .optional();
    }
}
