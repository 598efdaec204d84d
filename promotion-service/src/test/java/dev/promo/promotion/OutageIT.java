package dev.promo.promotion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.promo.events.FirstLogin;
import dev.promo.events.FirstLoginFormat;
import dev.promo.local.testing.TestBackends;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Database and broker, absent at the start, killed and frozen later. */
class OutageIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Test
    void withoutDatabaseAndBrokerTheServiceStartsSaysSoAndGivesWhatIsDueOnceTheyAreThere() throws Exception {
        try (var database = TestBackends.newMariaDb();
                var broker = TestBackends.newKafkaBroker()) {
            database.stop();
            broker.stop();
            try (var service = start(database.jdbcUrl("promotion"), broker.bootstrapServers())) {
                isNotReadyButAlive(service);
                assertThat(new Api(port(service, "server"), PromotionServiceTest.token(1, "Ann"))
                                .get("/api/v1/vouchers")
                                .problem())
                        .isEqualTo("503 UNAVAILABLE");

                database.start();
                becomesReady(service); // people can read what they have without a broker
                var jdbc = service.getBean(JdbcClient.class);
                var campaign = PromotionServiceTest.insertCampaign(
                        jdbc, 100, Instant.now().minusSeconds(60), Instant.now().plusSeconds(3_600));
                broker.start();
                broker.awaitReady(PATIENCE);
                logIn(broker.bootstrapServers(), 1);
                awaitWinners(jdbc, campaign, 1L);

                database.kill();
                isNotReadyButAlive(service);
                logIn(broker.bootstrapServers(), 2);
                database.start();
                becomesReady(service);
                awaitWinners(jdbc, campaign, 1L, 2L);

                database.pause();
                isNotReadyButAlive(service);
                logIn(broker.bootstrapServers(), 3);
                database.resume();
                becomesReady(service);
                awaitWinners(jdbc, campaign, 1L, 2L, 3L);

                broker.kill();
                assertThat(probe(service, "readiness")).isEqualTo(200);
                assertThat(probe(service, "liveness")).isEqualTo(200);
                broker.start();
                broker.awaitReady(PATIENCE);
                logIn(broker.bootstrapServers(), 4);
                awaitWinners(jdbc, campaign, 1L, 2L, 3L, 4L);
            }
        }
    }

    private static ConfigurableApplicationContext start(String jdbcUrl, String bootstrapServers) {
        return new SpringApplicationBuilder(PromotionServiceApplication.class, PromotionServiceTest.TestBeans.class)
                .run(
                        "--server.port=0",
                        "--management.server.port=0",
                        "--spring.kafka.bootstrap-servers=" + bootstrapServers,
                        "--spring.kafka.consumer.properties.metadata.max.age.ms=1000",
                        "--spring.datasource.url=" + jdbcUrl + "&createDatabaseIfNotExist=true",
                        "--spring.datasource.username=" + TestBackends.databaseUser(),
                        "--spring.datasource.password=" + TestBackends.databasePassword());
    }

    private static int port(ConfigurableApplicationContext service, String which) {
        return service.getEnvironment().getRequiredProperty("local." + which + ".port", Integer.class);
    }

    private static int probe(ConfigurableApplicationContext service, String name) {
        return new Api(port(service, "management"), "")
                .get("/actuator/health/" + name)
                .status();
    }

    private static void isNotReadyButAlive(ConfigurableApplicationContext service) {
        assertThat(probe(service, "readiness")).isEqualTo(503);
        assertThat(probe(service, "liveness")).isEqualTo(200);
    }

    private static void becomesReady(ConfigurableApplicationContext service) {
        await().atMost(PATIENCE).until(() -> probe(service, "readiness") == 200);
    }

    /** Tells of a first login. */
    private static void logIn(String bootstrapServers, long user) throws Exception {
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringSerializer(), new ByteArraySerializer())) {
            producer.send(FirstLoginFormat.write(new FirstLogin(UUID.randomUUID(), user, Instant.now()))
                            .toProducerRecord())
                    .get();
        }
    }

    private static void awaitWinners(JdbcClient jdbc, long campaign, Long... people) {
        await().atMost(PATIENCE)
                .ignoreExceptions() // the pool may hold a connection of before
                .until(() -> jdbc.sql("SELECT user_id FROM vouchers WHERE campaign_id = :id ORDER BY slot")
                        .param("id", campaign)
                        .query(Long.class)
                        .list()
                        .equals(List.of(people)));
    }
}
