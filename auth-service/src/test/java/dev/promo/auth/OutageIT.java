package dev.promo.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.promo.events.FirstLogin;
import dev.promo.local.testing.EventLog;
import dev.promo.local.testing.TestBackends;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.servlet.client.EntityExchangeResult;

/** Database and broker, each absent at the start, killed and frozen later. */
class OutageIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Test
    void peopleLogInWhetherThereIsABrokerOrNotAndTheirEventsArriveInOrderWhenThereIs() throws Exception {
        try (var broker = TestBackends.newKafkaBroker()) {
            broker.stop();
            try (var service = new RunningService(TestBackends.jdbcUrl("broker_away"), broker.bootstrapServers())) {
                assertThat(service.probe("readiness")).isEqualTo(200);
                logInFirstTime(service, 1, 5);
                await().untilAsserted(
                                () -> assertThat(service.metrics()).containsPattern("outbox_pending\\{.*} 5\\.0"));

                broker.start();
                broker.awaitReady(PATIENCE);
                arriveInOrder(broker.bootstrapServers(), 5);

                broker.pause();
                logInFirstTime(service, 6, 8);
                broker.resume();
                arriveInOrder(broker.bootstrapServers(), 8);

                broker.kill();
                logInFirstTime(service, 9, 12);
                assertThat(service.probe("readiness")).isEqualTo(200);
                broker.start();
                broker.awaitReady(PATIENCE);
                arriveInOrder(broker.bootstrapServers(), 12);

                await().untilAsserted(
                                () -> assertThat(service.metrics()).containsPattern("outbox_pending\\{.*} 0\\.0"));
            }
        }
    }

    @Test
    void withoutADatabaseTheServiceStartsSaysSoAndHealsByItself() throws Exception {
        try (var database = TestBackends.newMariaDb()) {
            database.stop();
            var url = database.jdbcUrl("auth") + "&createDatabaseIfNotExist=true";
            try (var service = new RunningService(url, TestBackends.kafkaBootstrapServers())) {
                isNotReadyButAlive(service);
                isUnavailable(service.signUp("ann"));

                database.start();
                database.awaitReady(PATIENCE);
                await().atMost(PATIENCE).until(() -> service.probe("readiness") == 200);
                assertThat(service.signUp("ann").getStatus().value()).isEqualTo(201);
                assertThat(service.logIn("ann").getStatus().value()).isEqualTo(200);

                database.kill();
                isUnavailable(service.logIn("ann"));
                isNotReadyButAlive(service);
                database.start();
                database.awaitReady(PATIENCE);
                await().atMost(PATIENCE).until(() -> service.probe("readiness") == 200);
                assertThat(service.logIn("ann").getStatus().value()).isEqualTo(200);

                database.pause();
                isUnavailable(service.logIn("ann"));
                isNotReadyButAlive(service);
                database.resume();
                await().atMost(PATIENCE).until(() -> service.probe("readiness") == 200);

                assertThat(service.signUp("ben").getStatus().value()).isEqualTo(201);
                assertThat(service.logIn("ben").getStatus().value()).isEqualTo(200);
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(service.metrics())
                                .containsPattern("outbox_pending\\{.*} 0\\.0")
                                .containsPattern("outbox_relay_active\\{.*} 1\\.0"));
            }
        }
    }

    private static void logInFirstTime(RunningService service, int from, int to) {
        for (var n = from; n <= to; n++) {
            assertThat(service.signUp("person" + n).getStatus().value()).isEqualTo(201);
            var answer = service.logIn("person" + n);
            assertThat(answer.getStatus().value()).isEqualTo(200);
            assertThat(answer.getResponseBody()).contains("\"firstLogin\":true");
        }
    }

    /** A fresh database numbers people as they come. */
    private static void arriveInOrder(String broker, int lastPerson) {
        var expected =
                IntStream.rangeClosed(1, lastPerson).mapToObj(Integer::toString).toList();
        try (var topic = new EventLog(broker, FirstLogin.TOPIC)) {
            await().atMost(PATIENCE).until(() -> topic.records().size() >= lastPerson);
            assertThat(keys(topic)).isEqualTo(expected);
        }
    }

    private static List<String> keys(EventLog topic) {
        return topic.recordsUpToNow().stream().map(ConsumerRecord::key).toList();
    }

    private static void isUnavailable(EntityExchangeResult<String> answer) {
        assertThat(answer.getStatus().value()).isEqualTo(503);
        assertThat(answer.getResponseBody()).contains("\"code\":\"UNAVAILABLE\"");
        assertThat(answer.getResponseHeaders().getFirst("Retry-After")).isNotNull();
    }

    private static void isNotReadyButAlive(RunningService service) {
        assertThat(service.probe("readiness")).isEqualTo(503);
        assertThat(service.probe("liveness")).isEqualTo(200);
    }
}
