package dev.promo.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.promo.defaults.Http;
import dev.promo.defaults.TestIssuer;
import dev.promo.events.SessionRevoked;
import dev.promo.events.SessionRevokedFormat;
import dev.promo.local.backend.KafkaBroker;
import dev.promo.local.testing.TestBackends;
import io.jsonwebtoken.Jwts;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Gateways and a real broker that is there, lost, and back. */
class RevocationIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final FakeService SERVICE = new FakeService("any");
    private static final KafkaBroker BROKER = TestBackends.newKafkaBroker();

    @BeforeAll
    static void topic() throws Exception {
        try (var admin = Admin.create(servers())) {
            admin.createTopics(List.of(new NewTopic(SessionRevoked.TOPIC, 2, (short) 1)))
                    .all()
                    .get();
        }
    }

    @AfterAll
    static void close() {
        SERVICE.close();
        BROKER.stop();
    }

    @Test
    void aGatewayThatStartsIsNotReadyBeforeItKnowsWhichSessionsHaveEnded() throws Exception {
        var ended = List.of(UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID());
        for (var session : ended) {
            revoke(session);
        }
        BROKER.pause();
        try (var gateway = new Gateway("5m")) {
            assertThat(gateway.health("liveness")).isEqualTo(200);
            assertThat(gateway.health("readiness")).isEqualTo(503);
            assertThat(gateway.health("revocations")).isEqualTo(503);

            BROKER.resume();
            await().atMost(PATIENCE).until(() -> gateway.health("readiness") == 200);

            assertThat(ended).allSatisfy(session -> isRefused(gateway.ask("/homepage", session)));
            assertThat(gateway.ask("/homepage", UUID.randomUUID()).statusCode()).isEqualTo(200);
            await().atMost(PATIENCE).until(() -> gateway.health("revocations") == 200);
        }
    }

    @Test
    void aGatewayThatHasMuchToReadIsNotReadyBeforeItHasReadTheLastOfIt() throws Exception {
        var last = UUID.randomUUID();
        try (var producer = new KafkaProducer<>(servers(), new StringSerializer(), new ByteArraySerializer())) {
            for (var n = 0; n < 20_000; n++) {
                var _ = producer.send(inOrder(revocation(UUID.randomUUID(), Duration.ofMinutes(16))));
            }
            producer.send(inOrder(revocation(last, Duration.ofMinutes(16)))).get();
        }

        // as little at a time as the broker has to give
        try (var gateway = new Gateway("5m", "--spring.kafka.consumer.properties.max.partition.fetch.bytes=1")) {
            await().atMost(PATIENCE).until(() -> gateway.health("readiness") == 200);

            isRefused(gateway.ask("/homepage", last));
        }
    }

    @Test
    void aTokenIsRefusedSoonAfterItsSessionEndedWhateverItAsksForAndOthersAreNot() throws Exception {
        try (var gateway = new Gateway("5m")) {
            await().atMost(PATIENCE).until(() -> gateway.health("readiness") == 200);
            var session = UUID.randomUUID();
            var other = UUID.randomUUID();
            assertThat(gateway.ask("/homepage", session).statusCode()).isEqualTo(200);

            revoke(session);

            await().atMost(PATIENCE)
                    .until(() -> gateway.ask("/homepage", session).statusCode() == 401);
            isRefused(gateway.ask("/api/v1/user/me", session));
            isRefused(gateway.ask("/api/v1/admin/users?account=ann", session));
            isRefused(gateway.ask("/nowhere", session));
            assertThat(gateway.ask("/oauth2/jwks", session).statusCode()).isEqualTo(200); // asks for no token
            assertThat(gateway.ask("/homepage", other).statusCode()).isEqualTo(200);
            assertThat(gateway.metric("gateway_revocations_refused_total")).isGreaterThanOrEqualTo(4);
            assertThat(gateway.metric("gateway_revocations_known")).isPositive();
        }
    }

    @Test
    void aStreamThatIsOpenEndsSoonAfterItsSession() throws Exception {
        var session = UUID.randomUUID();
        try (var gateway = new Gateway("5m");
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            await().atMost(PATIENCE).until(() -> gateway.health("readiness") == 200);
            var stream = threads.submit(() -> gateway.ask("/api/v1/vouchers/events", session));
            await().atMost(PATIENCE)
                    .until(() -> SERVICE.received().stream()
                            .anyMatch(request -> request.uri().endsWith("/events")));

            revoke(session);

            assertThat(stream.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void whatIsKnownOfASessionIsForgottenOnceAllItsTokensAreGone() throws Exception {
        var soonGone = UUID.randomUUID();
        var other = UUID.randomUUID();
        try (var gateway = new Gateway("5m")) {
            await().atMost(PATIENCE).until(() -> gateway.health("readiness") == 200);

            send(inOrder(revocation(soonGone, Duration.ofSeconds(3))));
            send(inOrder(revocation(other, Duration.ofMinutes(16))));

            await().atMost(PATIENCE).until(() -> gateway.ask("/homepage", other).statusCode() == 401);
            await().atMost(PATIENCE)
                    .until(() -> gateway.ask("/homepage", soonGone).statusCode() == 200);
            isRefused(gateway.ask("/homepage", other));
        }
    }

    @Test
    void whatIsNoRevocationIsSkippedAndCountedAndWhatFollowsIsRead() throws Exception {
        var session = UUID.randomUUID();
        try (var gateway = new Gateway("5m")) {
            await().atMost(PATIENCE).until(() -> gateway.health("readiness") == 200);
            var before = gateway.metric("gateway_revocations_malformed_total");
            send(new ProducerRecord<>(SessionRevoked.TOPIC, 0, "x", "{}".getBytes(StandardCharsets.UTF_8)));
            send(tombstone());

            revoke(session);

            await().atMost(PATIENCE)
                    .until(() -> gateway.ask("/homepage", session).statusCode() == 401);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(gateway.metric("gateway_revocations_malformed_total"))
                            .isEqualTo(before + 2));
        }
    }

    @Test
    void aGatewayThatLosesTheBrokerServesOnKnowsWhatItKnewAndSaysSo() throws Exception {
        var early = UUID.randomUUID();
        var late = UUID.randomUUID();
        try (var gateway = new Gateway("5m")) {
            revoke(early);
            await().atMost(PATIENCE).until(() -> gateway.ask("/homepage", early).statusCode() == 401);
            await().atMost(PATIENCE).until(() -> gateway.health("revocations") == 200);

            BROKER.kill();

            await().atMost(PATIENCE).until(() -> gateway.health("revocations") == 503);
            assertThat(gateway.metric("gateway_revocations_connected")).isZero();
            assertThat(gateway.health("readiness")).isEqualTo(200);
            isRefused(gateway.ask("/homepage", early));
            assertThat(gateway.ask("/homepage", late).statusCode()).isEqualTo(200);

            restart();
            revoke(late);
            await().atMost(PATIENCE).until(() -> gateway.ask("/homepage", late).statusCode() == 401);
            isRefused(gateway.ask("/homepage", early));
            await().atMost(PATIENCE).until(() -> gateway.health("revocations") == 200);
            assertThat(gateway.metric("gateway_revocations_connected")).isEqualTo(1);
        } finally {
            restart();
        }
    }

    @Test
    void withoutABrokerAGatewayServesAfterAWhileSaysSoAndHealsByItself() throws Exception {
        var session = UUID.randomUUID();
        revoke(session);
        BROKER.stop();
        try (var gateway = new Gateway("1s")) {
            await().atMost(PATIENCE).until(() -> gateway.health("readiness") == 200);
            assertThat(gateway.health("revocations")).isEqualTo(503);
            assertThat(gateway.ask("/homepage", session).statusCode()).isEqualTo(200);

            restart();

            await().atMost(PATIENCE)
                    .until(() -> gateway.ask("/homepage", session).statusCode() == 401);
            await().atMost(PATIENCE).until(() -> gateway.health("revocations") == 200);
        } finally {
            restart();
        }
    }

    private static void restart() throws InterruptedException {
        if (!BROKER.isAlive()) {
            BROKER.start();
        }
        BROKER.awaitReady(PATIENCE);
    }

    private static void isRefused(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("\"code\":\"UNAUTHENTICATED\"");
        assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer error=\"invalid_token\"");
    }

    private static void revoke(UUID session) throws Exception {
        send(revocation(session, Duration.ofMinutes(16)));
    }

    private static ProducerRecord<String, byte[]> revocation(UUID session, Duration tokensLive) {
        var now = Instant.now();
        return SessionRevokedFormat.write(UUID.randomUUID(), new SessionRevoked(session, 42, now, now.plus(tokensLive)))
                .toProducerRecord();
    }

    /** All in one partition, so that who has read one has read those before it. */
    private static ProducerRecord<String, byte[]> inOrder(ProducerRecord<String, byte[]> message) {
        return new ProducerRecord<>(message.topic(), 0, message.key(), message.value(), message.headers());
    }

    @SuppressWarnings("NullAway") // what Kafka calls a tombstone is a record without a value
    private static ProducerRecord<String, byte[]> tombstone() {
        return new ProducerRecord<>(SessionRevoked.TOPIC, 1, "x", null);
    }

    private static void send(ProducerRecord<String, byte[]> message) throws Exception {
        try (var producer = new KafkaProducer<>(servers(), new StringSerializer(), new ByteArraySerializer())) {
            producer.send(message).get();
        }
    }

    private static Map<String, Object> servers() {
        return Map.of("bootstrap.servers", BROKER.bootstrapServers());
    }

    /** As its main method starts it. */
    private static final class Gateway implements AutoCloseable {

        private final ConfigurableApplicationContext context;
        private final Http http;
        private final Http management;

        Gateway(String patience, String... furtherSettings) {
            var settings = Stream.concat(
                    Stream.of(
                            "--server.address=127.0.0.1",
                            "--server.port=0",
                            "--management.server.port=0",
                            "--promo.gateway.auth-url=" + SERVICE.url(),
                            "--promo.gateway.promotion-url=" + SERVICE.url(),
                            "--spring.kafka.bootstrap-servers=" + BROKER.bootstrapServers(),
                            "--promo.gateway.revocation-patience=" + patience),
                    Stream.of(furtherSettings));
            context = new SpringApplicationBuilder(GatewayService.class, TestIssuer.class)
                    .run(settings.toArray(String[]::new));
            http = new Http(port("local.server.port"));
            management = new Http(port("local.management.port"));
        }

        private int port(String name) {
            return Objects.requireNonNull(context.getEnvironment().getProperty(name, Integer.class));
        }

        HttpResponse<String> ask(String path, UUID session) {
            var token = TestIssuer.builder()
                    .claim("sid", session.toString())
                    .signWith(TestIssuer.privateKey(TestIssuer.KEY), Jwts.SIG.RS256)
                    .compact();
            return http.get(path, "Authorization", "Bearer " + token);
        }

        int health(String group) {
            return management.get("/actuator/health/" + group).statusCode();
        }

        double metric(String name) {
            return management
                    .get("/actuator/prometheus")
                    .body()
                    .lines()
                    .filter(line -> line.startsWith(name + "{"))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        }

        @Override
        public void close() {
            context.close();
        }
    }
}
