package dev.promo.defaults.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.promo.events.EventEnvelope;
import dev.promo.events.TraceParent;
import dev.promo.local.testing.EventLog;
import dev.promo.local.testing.TestBackends;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Relays on a real database and a real broker, each test with a topic of its own. */
class OutboxRelayIT {

    private static final Duration NEVER = Duration.ofMinutes(1);
    private static final DataSource DATABASE = database();

    private final String topic = "topic-" + UUID.randomUUID();
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final Doorbell doorbell = new Doorbell();
    private final JdbcClient jdbc = JdbcClient.create(DATABASE);
    private final TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(DATABASE));
    private final Outbox outbox = new Outbox(new JdbcTemplate(DATABASE), doorbell, Clock.systemUTC());
    private final List<OutboxRelay> relays = new ArrayList<>();
    private final AtomicInteger facts = new AtomicInteger();

    private static DataSource database() {
        var database = new DriverManagerDataSource(
                TestBackends.jdbcUrl("relay"), TestBackends.databaseUser(), TestBackends.databasePassword());
        var driver = new Properties();
        driver.setProperty("rewriteBatchedStatements", "true");
        database.setConnectionProperties(driver);
        new ResourceDatabasePopulator(new ClassPathResource("outbox.sql", OutboxRelayIT.class)).execute(database);
        return database;
    }

    @BeforeEach
    void freshTopicAndOutbox() throws Exception {
        jdbc.sql("DELETE FROM outbox").update();
        try (var admin = Admin.create(broker())) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        }
    }

    @AfterEach
    void stop() {
        relays.forEach(OutboxRelay::stop);
    }

    @Test
    void anEventNeedsTheTransactionOfItsFact() {
        assertThatThrownBy(() -> outbox.append(event("1"))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> outbox.appendAll(List.of(event("1"), event("2"))))
                .isInstanceOf(IllegalStateException.class);
        assertThat(pending()).isZero();
    }

    @Test
    void manyEventsAreStoredByOneStatementAndArriveInTheOrderOfTheList() {
        relay(NEVER); // only the doorbell can be the reason
        await().until(() -> active() == 1);

        transaction.executeWithoutResult(_ -> {
            var before = insertsOfThisSession();
            outbox.appendAll(IntStream.rangeClosed(1, 700)
                    .mapToObj(n -> event(Integer.toString(n)))
                    .toList());
            assertThat(insertsOfThisSession()).isEqualTo(before + 1);
        });

        await().untilAsserted(() -> assertThat(arrived()).isEqualTo(numbers(1, 700)));
    }

    @Test
    void manyEventsAreStoredAsTheyAreOrNotAtAll() {
        var events = List.of(event("1"), event("2"), event("3"));
        transaction.executeWithoutResult(_ -> outbox.appendAll(events));
        transaction.executeWithoutResult(status -> {
            outbox.appendAll(List.of(event("4"), event("5")));
            status.setRollbackOnly();
        });

        assertThat(storedEvents()).usingRecursiveComparison().isEqualTo(events);
    }

    @Test
    void noEventsAreNothingToStore() {
        transaction.executeWithoutResult(_ -> outbox.appendAll(List.of()));

        assertThat(pending()).isZero();
    }

    @Test
    void whatIsCommittedArrivesAtOnceAndInOrderAndIsMarked() {
        relay(NEVER); // only the doorbell can be the reason
        await().until(() -> active() == 1);

        store(1, 1200);

        await().untilAsserted(() -> assertThat(arrived()).isEqualTo(numbers(1, 1200)));
        await().until(() -> pending() == 0);
    }

    @Test
    void theEventOnTheTopicIsTheEventThatWasStored() {
        var event = event("42");
        transaction.executeWithoutResult(_ -> outbox.append(event));
        relay(NEVER);

        try (var log = log()) {
            await().until(() -> !log.records().isEmpty());
            var arrived = log.records().getFirst();
            assertThat(arrived.key()).isEqualTo("42");
            assertThat(arrived.value()).isEqualTo(event.data());
            assertThat(arrived.timestamp()).isEqualTo(event.time().toEpochMilli());
            assertThat(new String(arrived.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8))
                    .isEqualTo(event.id().toString());
            assertThat(new String(arrived.headers().lastHeader("ce_time").value(), StandardCharsets.UTF_8))
                    .isEqualTo(event.time().toString());
        }
    }

    @Test
    void anEventArrivesWithTheTraceOfWhoeverStoredItOrWithItsOwn() {
        var own = TraceParent.ofText("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        var ofTheTransaction = SpanContext.create(
                "4bf92f3577b34da6a3ce929d0e0e4736",
                "00f067aa0ba902b7",
                TraceFlags.getDefault(),
                TraceState.getDefault());
        try (var _ = Span.wrap(ofTheTransaction).makeCurrent()) {
            transaction.executeWithoutResult(_ -> outbox.appendAll(
                    List.of(event("the transaction's"), event("its own").in(own))));
        }
        store(1, 1);
        relay(NEVER);

        try (var log = log()) {
            await().until(() -> log.records().size() == 3);
            assertThat(log.records().stream().map(message -> TraceParent.of(message.headers())))
                    .containsExactly(
                            TraceParent.ofText("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00"), own, null);
            assertThat(log.records().getLast().headers().headers(TraceParent.HEADER))
                    .isEmpty();
        }
    }

    @Test
    void aTraceThatCannotBeReadHoldsUpNothing() {
        store(1, 1);
        jdbc.sql("UPDATE outbox SET trace_parent = 'written by hand'").update();
        relay(NEVER);

        await().until(() -> pending() == 0);
        assertThat(arrived()).containsExactly("1");
    }

    @Test
    void whatIsRolledBackNeverArrives() {
        relay(Duration.ofMillis(10));
        transaction.executeWithoutResult(status -> {
            outbox.append(event("1"));
            status.setRollbackOnly();
        });
        store(2, 2);

        await().until(() -> arrived().contains("2"));
        assertThat(arrived()).containsExactly("2");
    }

    @Test
    void anEventWithALowerIdThatIsCommittedLaterIsNotForgotten() {
        relay(Duration.ofMillis(10));
        transaction.executeWithoutResult(_ -> {
            outbox.append(event("early id, late commit"));
            inAnotherTransaction(() -> store(2, 2));
            await().until(() -> pending() == 0);
        });

        await().untilAsserted(() -> assertThat(arrived()).containsExactly("2", "early id, late commit"));
        await().until(() -> pending() == 0);
    }

    @Test
    void anEventWithALowerIdThatIsCommittedWhileLaterOnesAreSentIsNotTakenForSent() {
        var sending = new CompletableFuture<Void>();
        var acknowledgement = new CompletableFuture<Void>();
        relay(Duration.ofMillis(10), () -> new Sender() {
            @Override
            public Future<?> send(EventEnvelope event) {
                var result = super.send(event);
                sending.complete(null);
                return event.key().equals("2") ? acknowledgement : result;
            }
        });

        transaction.executeWithoutResult(_ -> {
            outbox.append(event("early id, late commit"));
            inAnotherTransaction(() -> store(2, 2));
            sending.join();
        });
        acknowledgement.complete(null);

        await().until(() -> pending() == 0);
        assertThat(arrived()).containsExactly("2", "early id, late commit");
    }

    @Test
    void aRelayThatLosesItsConnectionAfterSendingMarksNothingAndTheNextSendsAgainInOrder() {
        store(1, 300);
        var crashes = new AtomicInteger(2);
        relay(Duration.ofMillis(10), afterAcknowledgement(event -> {
            if (event.key().equals("200") && crashes.getAndDecrement() > 0) {
                killRelaysConnection();
            }
        }));

        await().untilAsserted(() -> assertThat(pending()).isZero());
        store(301, 310);
        await().until(() -> arrived().contains("310"));

        assertThat(arrived()).hasSizeGreaterThan(310); // some twice
        assertThat(firstArrivals()).isEqualTo(numbers(1, 310));
    }

    @Test
    void ofTwoRelaysOneIsActiveAndTheOtherTakesOverWithoutLossOrDisorder() {
        var first = relay(Duration.ofMillis(10));
        await().until(() -> active() == 1);
        relay(Duration.ofMillis(10));
        store(1, 100);
        await().until(() -> pending() == 0);
        assertThat(active()).isEqualTo(1);

        first.stop();
        store(101, 200);

        await().until(() -> pending() == 0);
        assertThat(active()).isEqualTo(1);
        assertThat(arrived()).isEqualTo(numbers(1, 200)); // a graceful stop does not even repeat anything
    }

    @Test
    void whileTwoRelaysKeepLosingTheirConnectionsNothingIsLostAndOrderIsKept() {
        relay(Duration.ofMillis(1));
        relay(Duration.ofMillis(1));
        for (var n = 1; n <= 400; n++) {
            store(n, n);
            if (n % 40 == 0) {
                killRelaysConnection();
            }
        }

        await().until(() -> pending() == 0);
        await().untilAsserted(() -> assertThat(firstArrivals()).isEqualTo(numbers(1, 400)));
    }

    @Test
    void nothingOvertakesAnEventThatCouldNotBeSent() {
        store(1, 10);
        var failures = new AtomicInteger(3);
        relay(Duration.ofMillis(10), () -> new Sender() {
            @Override
            public Future<?> send(EventEnvelope event) {
                if (event.key().equals("4") && failures.getAndDecrement() > 0) {
                    if (failures.get() == 1) {
                        throw new IllegalStateException("not even handed over");
                    }
                    return CompletableFuture.failedFuture(new IllegalStateException("refused"));
                }
                return super.send(event);
            }
        });

        await().until(() -> pending() == 0);
        assertThat(arrived()).isEqualTo(numbers(1, 10));
    }

    @Test
    void whatTheBrokerRefusesHoldsUpAllThatComesAfterItAndIsNotDoubledMeanwhile() throws Exception {
        setOnTopic("message.timestamp.before.max.ms", "1000"); // an event of March is refused
        var today = new AtomicInteger();
        IntStream.rangeClosed(1, 300)
                .forEach(n -> transaction.executeWithoutResult(_ -> outbox.append(
                        n == 50 ? event("50") : at(Instant.now().plusSeconds(3000 + today.incrementAndGet()), n))));
        relay(Duration.ofMillis(10));

        await().untilAsserted(() -> assertThat(arrived()).isEqualTo(numbers(1, 49)));
        await().during(Duration.ofSeconds(2))
                .untilAsserted(() -> assertThat(arrived()).isEqualTo(numbers(1, 49)));
        setOnTopic("message.timestamp.before.max.ms", Long.toString(Long.MAX_VALUE));

        await().until(() -> pending() == 0);
        assertThat(arrived()).isEqualTo(numbers(1, 300));
    }

    @Test
    void whileAnAcknowledgementIsMissingNothingIsMarkedAndTheLockIsKept() {
        store(1, 3);
        var acknowledgement = new CompletableFuture<Void>();
        relay(Duration.ofMillis(10), () -> new Sender() {
            @Override
            public Future<?> send(EventEnvelope event) {
                var _ = super.send(event);
                return event.key().equals("2") ? acknowledgement : CompletableFuture.completedFuture(null);
            }
        });

        await().until(() -> arrived().size() == 3);
        await().pollDelay(Duration.ofSeconds(5))
                .until(() -> pending() == 3 && active() == 1); // more than two signs of life

        acknowledgement.complete(null);
        await().until(() -> pending() == 0);
        assertThat(arrived()).isEqualTo(numbers(1, 3));
    }

    @Test
    void aRelayThatFindsItsLockGoneWhileWaitingStartsOver() {
        var opened = new AtomicInteger();
        relay(Duration.ofMillis(10), () -> {
            var blocked = opened.incrementAndGet() == 1;
            return new Sender() {
                @Override
                public Future<?> send(EventEnvelope event) {
                    return blocked ? new CompletableFuture<>() : super.send(event);
                }
            };
        });
        store(1, 3);
        await().until(() -> opened.get() == 1 && active() == 1);

        killRelaysConnection();

        await().until(() -> pending() == 0);
        assertThat(arrived()).isEqualTo(numbers(1, 3));
    }

    @Test
    void onlyOldEventsThatWereSentAreThrownAway() {
        store(1, 3);
        jdbc.sql("UPDATE outbox SET sent_at = '2020-01-01' WHERE record_key = '1'")
                .update();
        jdbc.sql("UPDATE outbox SET sent_at = UTC_TIMESTAMP(6) WHERE record_key = '2'")
                .update();
        jdbc.sql("UPDATE outbox SET created_at = '2020-01-01' WHERE record_key = '3'")
                .update();

        relay(Duration.ofMillis(10));

        await().untilAsserted(() -> assertThat(jdbc.sql("SELECT record_key FROM outbox ORDER BY id")
                        .query(String.class)
                        .list())
                .containsExactly("2", "3"));
        await().until(() -> arrived().equals(List.of("3")));
    }

    @Test
    void aHostThatVanishesLosesTheLockAfterTheStatedSilence() throws Exception {
        try (var session = RelaySession.open(DATABASE, Duration.ofSeconds(30))) {
            assertThat(session.tryLock(Duration.ofSeconds(1))).isTrue();
            session.checkLock();

            assertThat(jdbc.sql("SELECT IS_USED_LOCK(CONCAT('outbox-relay/', DATABASE()))")
                            .query(Long.class)
                            .single())
                    .isPositive();
            try (var other = RelaySession.open(DATABASE, Duration.ofSeconds(30))) {
                assertThat(other.tryLock(Duration.ZERO)).isFalse();
                assertThatThrownBy(other::checkLock).isInstanceOf(SQLException.class);
            }
        }
        try (var silent = RelaySession.open(DATABASE, Duration.ofSeconds(1))) {
            assertThat(silent.tryLock(Duration.ZERO)).isTrue();
            try (var other = RelaySession.open(DATABASE, Duration.ofSeconds(30))) {
                await().until(() -> other.tryLock(Duration.ofSeconds(1)));
            }
            assertThatThrownBy(silent::checkLock).isInstanceOf(SQLException.class);
        }
    }

    private OutboxRelay relay(Duration pollInterval) {
        return relay(pollInterval, () -> new KafkaEventSender(broker(), meters));
    }

    private OutboxRelay relay(Duration pollInterval, EventSender.Factory senders) {
        var settings = new OutboxProperties(
                500, pollInterval, Duration.ofMinutes(3), Duration.ofDays(7), Duration.ofMinutes(1));
        var relay =
                new OutboxRelay(DATABASE, senders, doorbell, settings, Clock.systemUTC(), new SimpleMeterRegistry());
        relays.add(relay);
        relay.start();
        return relay;
    }

    private long active() {
        return relays.stream().filter(OutboxRelay::isActive).count();
    }

    /** The real sender; then something happens the moment that an event is acknowledged, before the relay can know. */
    private EventSender.Factory afterAcknowledgement(Consumer<EventEnvelope> happening) {
        return () -> new Sender() {
            @Override
            public Future<?> send(EventEnvelope event) {
                var result = super.send(event);
                return CompletableFuture.supplyAsync(() -> {
                    try {
                        result.get();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                    happening.accept(event);
                    return event;
                });
            }
        };
    }

    /** Kafka's, for tests to meddle with. */
    private static class Sender implements EventSender {
        private final EventSender kafka = new KafkaEventSender(broker(), new SimpleMeterRegistry());

        @Override
        public Future<?> send(EventEnvelope event) {
            return kafka.send(event);
        }

        @Override
        public void close() {
            kafka.close();
        }
    }

    /** What a crash of the host, a cut of the network or a restart of the database means to the relay. */
    private void killRelaysConnection() {
        var holder = jdbc.sql("SELECT IS_USED_LOCK(CONCAT('outbox-relay/', DATABASE()))")
                .query(Long.class)
                .optional();
        holder.ifPresent(id -> {
            try {
                jdbc.sql("KILL " + id).update();
            } catch (RuntimeException gone) {
                assertThat(gone).hasMessageContaining("Unknown thread id");
            }
        });
    }

    private void store(int from, int to) {
        IntStream.rangeClosed(from, to)
                .forEach(n -> transaction.executeWithoutResult(_ -> outbox.append(event(Integer.toString(n)))));
    }

    private static void inAnotherTransaction(Runnable work) {
        CompletableFuture.runAsync(work).join();
    }

    private EventEnvelope event(String key) {
        return new EventEnvelope(
                UUID.randomUUID(),
                topic,
                key,
                "dev.promo.test.v1",
                "/test",
                Instant.parse("2026-03-01T10:00:00.123456Z").plusSeconds(facts.incrementAndGet()),
                "{\"n\":\"é\"}".getBytes(StandardCharsets.UTF_8));
    }

    private EventEnvelope at(Instant time, int key) {
        var event = event(Integer.toString(key));
        return new EventEnvelope(
                event.id(), event.topic(), event.key(), event.type(), event.source(), time, event.data());
    }

    private void setOnTopic(String setting, String value) throws Exception {
        try (var admin = Admin.create(broker())) {
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, topic),
                            List.of(new AlterConfigOp(new ConfigEntry(setting, value), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }
    }

    private long pending() {
        return jdbc.sql("SELECT COUNT(*) FROM outbox WHERE sent_at IS NULL")
                .query(Long.class)
                .single();
    }

    private List<EventEnvelope> storedEvents() {
        try (var session = RelaySession.open(DATABASE, Duration.ofSeconds(30))) {
            return session.pending(500).stream().map(RelaySession.Row::event).toList();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private long insertsOfThisSession() {
        return jdbc.sql("SHOW SESSION STATUS LIKE 'Com_insert'")
                .query((row, _) -> row.getLong(2))
                .single();
    }

    private List<String> arrived() {
        try (var log = log()) {
            return log.recordsUpToNow().stream().map(message -> message.key()).toList();
        }
    }

    /** Consumers drop what they have seen before; this is what they then have. */
    private List<String> firstArrivals() {
        return List.copyOf(new LinkedHashSet<>(arrived()));
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(Integer::toString).toList();
    }

    private EventLog log() {
        return new EventLog(TestBackends.kafkaBootstrapServers(), topic);
    }

    private static Map<String, Object> broker() {
        return Map.of("bootstrap.servers", TestBackends.kafkaBootstrapServers());
    }
}
