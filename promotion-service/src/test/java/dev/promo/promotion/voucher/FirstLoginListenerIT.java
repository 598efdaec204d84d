package dev.promo.promotion.voucher;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.promo.events.FirstLogin;
import dev.promo.events.FirstLoginFormat;
import dev.promo.events.TraceParent;
import dev.promo.events.VoucherChange;
import dev.promo.local.testing.TestBackends;
import dev.promo.promotion.PromotionServiceTest;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.TracerProvider;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.listener.BatchMessageListener;
import org.springframework.kafka.listener.CommonErrorHandler;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;

class FirstLoginListenerIT extends PromotionServiceTest {

    private static final AtomicLong USERS = new AtomicLong(1_000_000);
    private static final TopicPartition SOURCE = new TopicPartition(FirstLogin.TOPIC, 0);
    private static final TopicPartition SET_ASIDE = new TopicPartition(FirstLogin.DEAD_LETTER_TOPIC, 0);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Autowired
    private KafkaListenerEndpointRegistry listeners;

    @Autowired
    private MeterRegistry metrics;

    @Autowired
    private ConsumerFactory<byte[], byte[]> consumers;

    @Autowired
    private DeadLetters deadLetters;

    @Autowired
    private CommonErrorHandler errorHandler;

    private final KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
            Map.of("bootstrap.servers", TestBackends.kafkaBootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer());

    private final List<Future<?>> sent = new ArrayList<>();
    private long campaign;

    @BeforeEach
    void runningCampaign() {
        campaign = campaign(100, Instant.now().minusSeconds(3600), Instant.now().plusSeconds(3600));
    }

    @AfterEach
    void close() {
        producer.close();
    }

    @Test
    void theFirstHundredInTheLogGetTheHundredVouchers() {
        var people = newPeople(300);

        people.forEach(this::send);

        awaitSeen(people);
        assertThat(winners(campaign)).isEqualTo(people.subList(0, 100));
    }

    /** And replays, which read the topic too, by another. */
    @Test
    void rulesAndDashboardsKnowTheListenerByTheNameOfItsClient() {
        var listener = requireNonNull(listeners.getListenerContainer("first-logins"));

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(listener.metrics().keySet())
                        .singleElement()
                        .asString()
                        .matches("consumer-promotion-service-[0-9]+"));
    }

    @Test
    void eachVoucherOfABatchBelongsToTheTraceOfTheLoginThatEarnedIt() {
        var people = newPeople(6);
        var unsampled = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";
        var sampled = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        send(recordIn(people.get(0), unsampled));
        send(people.get(1));
        send(recordIn(people.get(2), "not a trace"));
        send(recordIn(people.get(3), sampled));
        send(recordIn(people.get(4), unsampled.replace("00-", "ff-")));
        send(recordIn(people.get(5), ""));

        awaitSeen(people);
        var traces = people.stream().map(this::traceOfVoucher).toList();
        assertThat(winners(campaign)).isEqualTo(people);
        assertThat(traces.get(0)).isEqualTo(new TraceParent(unsampled)); // no span of ours in between
        assertThat(traces.get(3)).isNotNull().satisfies(decision -> {
            assertThat(decision.traceId()).isEqualTo(new TraceParent(sampled).traceId());
            assertThat(decision.spanId()).isNotEqualTo(new TraceParent(sampled).spanId());
            assertThat(decision.isSampled()).isTrue();
        });
        assertThat(List.of(1, 2, 4, 5))
                .allSatisfy(n -> assertThat(traces.get(n)).isNull());
    }

    private @Nullable TraceParent traceOfVoucher(long user) {
        return TraceParent.ofText(
                jdbc.sql("SELECT COALESCE(trace_parent, '') FROM outbox WHERE record_key = :user AND topic = :topic")
                        .param("user", Long.toString(user))
                        .param("topic", VoucherChange.TOPIC)
                        .query(String.class)
                        .single());
    }

    private static ProducerRecord<byte[], byte[]> recordIn(long user, String trace) {
        var message = recordOf(user);
        message.headers().add(TraceParent.HEADER, bytes(trace));
        return message;
    }

    @Test
    void aRedeliveryOfTheWholeTopicChangesNothing() throws Exception {
        var people = newPeople(150);
        people.forEach(this::send);
        awaitSeen(people);
        var before = ledger(people);

        rewindTheGroupToTheBeginning();
        var late = newPeople(1);
        late.forEach(this::send);
        awaitSeen(late);

        // The whole topic also holds people of other tests; they arrive now, after the campaign is full.
        assertThat(ledger(people)).isEqualTo(before);
    }

    @Test
    void poisonStepsAsideOnceWithItsCauseAndOriginAndTheRestFlowsOn() {
        var people = newPeople(60);
        var poison = List.of("not JSON", "{}", "[]", "{\"userId\":\"x\"}", "");
        var alreadySetAside = setAside(0).size();
        var random = new Random(1);

        var mixed = new ArrayList<ProducerRecord<byte[], byte[]>>();
        people.forEach(person -> mixed.add(recordOf(person)));
        poison.forEach(bad -> mixed.add(random.nextInt(mixed.size()), poisonOf(bad)));
        mixed.add(30, new ProducerRecord<>(FirstLogin.TOPIC, null, null, null, null, List.of()));
        mixed.forEach(this::send);

        awaitSeen(people);
        await().atMost(PATIENCE).until(() -> setAside(alreadySetAside).size() >= poison.size() + 1);
        assertThat(winners(campaign)).isEqualTo(people);
        assertThat(setAside(alreadySetAside)).hasSize(poison.size() + 1).allSatisfy(letter -> {
            assertThat(header(letter, "kafka_dlt-exception-message")).endsWith(".");
            assertThat(header(letter, "kafka_dlt-original-topic")).isEqualTo(FirstLogin.TOPIC);
            assertThat(letter.headers().lastHeader("kafka_dlt-original-offset")).isNotNull();
            assertThat(letter.headers().lastHeader("kafka_dlt-exception-stacktrace"))
                    .isNull();
            assertThat(letter.headers().lastHeader("kafka_dlt-exception-fqcn")).isNull();
        });
    }

    @Test
    void troubleWithTheDatabaseIsWaitedOutAndNothingIsSetAside() {
        var people = newPeople(20);
        var alreadySetAside = setAside(0).size();
        jdbc.sql("RENAME TABLE vouchers TO vouchers_away").update();
        try {
            people.forEach(this::send);
            var retries = metrics.counter("first.logins.retries");
            var before = retries.count();
            await().atMost(PATIENCE)
                    .until(() -> retries.count() >= before + 12); // more than Spring's default ever tries
        } finally {
            jdbc.sql("RENAME TABLE vouchers_away TO vouchers").update();
        }

        awaitSeen(people);
        assertThat(winners(campaign)).isEqualTo(people);
        assertThat(setAside(alreadySetAside)).isEmpty();
    }

    @Test
    void poisonLongerThanADeadLetterMayBeIsSetAsideWithoutItsValueAndTheRestFlowsOn() throws Exception {
        var before = newPeople(5);
        var after = newPeople(5);
        var alreadySetAside = setAside(0).size();
        var key = bytes("key-" + UUID.randomUUID());
        var longValue = new ProducerRecord<>(FirstLogin.TOPIC, null, key, new byte[6_000_000]);
        longValue.headers().add("ce_type", bytes("short"));
        var longRest = new ProducerRecord<>(FirstLogin.TOPIC, null, new byte[2_500_000], bytes("{}"));
        longRest.headers().add("long", new byte[3_000_000]).add("short", bytes("s"));

        before.forEach(this::send);
        producer.flush();
        RecordMetadata sentValue;
        try (var generous = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        TestBackends.kafkaBootstrapServers(),
                        "compression.type",
                        "gzip",
                        "max.request.size",
                        20_000_000),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            sentValue = generous.send(longValue).get();
            generous.send(longRest).get();
        }
        after.forEach(this::send);

        awaitSeen(before);
        awaitSeen(after);
        await().atMost(PATIENCE).until(() -> setAside(alreadySetAside).size() >= 2);
        assertThat(setAside(alreadySetAside))
                .satisfiesExactly(
                        letter -> {
                            assertThat(letter.key()).isEqualTo(key);
                            assertThat(letter.value()).isNull();
                            assertThat(header(letter, "ce_type")).isEqualTo("short");
                            assertThat(header(letter, "dlt-left-out")).isEqualTo("value");
                            assertThat(Integer.parseInt(header(letter, "dlt-original-size")))
                                    .isBetween(6_000_000, 6_000_200);
                            assertThat(header(letter, "kafka_dlt-exception-message"))
                                    .isEqualTo("The value is longer than 65536 bytes.");
                            assertThat(header(letter, "kafka_dlt-original-topic"))
                                    .isEqualTo(FirstLogin.TOPIC);
                            assertThat(number(letter, "kafka_dlt-original-partition"))
                                    .isEqualTo(sentValue.partition());
                            assertThat(number(letter, "kafka_dlt-original-offset"))
                                    .isEqualTo(sentValue.offset());
                        },
                        letter -> {
                            assertThat(letter.key()).isNull();
                            assertThat(letter.headers().lastHeader("long")).isNull();
                            assertThat(header(letter, "short")).isEqualTo("s");
                            assertThat(header(letter, "dlt-left-out")).isEqualTo("value, key, headers");
                        });
    }

    @Test
    void poisonThatTheBrokerFindsTooLongIsSetAsideWithoutItsValue() throws Exception {
        var alreadySetAside = setAside(0).size();
        var tooLong = new byte[300_000];
        new Random(1).nextBytes(tooLong);

        limitDeadLetters("200000"); // somebody has lowered it
        try {
            send(new ProducerRecord<>(FirstLogin.TOPIC, null, null, tooLong));

            await().atMost(PATIENCE).until(() -> !setAside(alreadySetAside).isEmpty());
        } finally {
            limitDeadLetters("2097152");
        }
        assertThat(setAside(alreadySetAside)).singleElement().satisfies(letter -> {
            assertThat(letter.value()).isNull();
            assertThat(header(letter, "dlt-left-out")).isEqualTo("value");
        });
    }

    private static void limitDeadLetters(String maxMessageBytes) throws Exception {
        var topic = new ConfigResource(ConfigResource.Type.TOPIC, FirstLogin.DEAD_LETTER_TOPIC);
        var limit = new AlterConfigOp(
                new ConfigEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, maxMessageBytes), AlterConfigOp.OpType.SET);
        try (var admin = Admin.create(Map.of("bootstrap.servers", TestBackends.kafkaBootstrapServers()))) {
            admin.incrementalAlterConfigs(Map.of(topic, List.of(limit))).all().get();
        }
    }

    /** Spring's list of exceptions that are never retried would drop the whole batch. */
    @Test
    void whatLooksLikeABugIsTriedAgainTooAndNobodyIsLost() throws Exception {
        var topic = "first-logins-" + UUID.randomUUID();
        var people = newPeople(20);
        var tries = new AtomicInteger();
        var seen = new CopyOnWriteArrayList<Long>();
        var listener = new FirstLoginListener(
                batch -> {
                    if (tries.incrementAndGet() == 1) {
                        throw new ClassCastException("once");
                    }
                    batch.forEach(login -> seen.add(login.userId()));
                    return Tally.ofArrivals(batch.size(), 0);
                },
                deadLetters,
                new ClaimMetrics(new SimpleMeterRegistry(), Clock.systemUTC()),
                TracerProvider.noop().get("test"));
        try (var admin = Admin.create(Map.of("bootstrap.servers", TestBackends.kafkaBootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        }
        for (var person : people) {
            var login = recordOf(person);
            send(new ProducerRecord<>(topic, null, login.key(), login.value(), login.headers()));
        }
        producer.flush();

        var properties = new ContainerProperties(topic);
        properties.setGroupId(topic);
        properties.setMessageListener((BatchMessageListener<byte[], byte[]>) listener::receive);
        var container = new KafkaMessageListenerContainer<>(consumers, properties);
        container.setCommonErrorHandler(errorHandler);
        container.start();
        try {
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(seen).isEqualTo(people));
        } finally {
            container.stop();
        }
    }

    @Test
    void theConsumerNeverMakesTheTopicItWaitsFor() {
        // whoever does makes it with the broker's defaults: a queue of first logins that forgets
        assertThat(consumers.getConfigurationProperties())
                .containsEntry(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    }

    private static List<Long> newPeople(int count) {
        return LongStream.range(0, count).mapToObj(n -> USERS.incrementAndGet()).toList();
    }

    private void send(long user) {
        send(recordOf(user));
    }

    private void send(ProducerRecord<byte[], byte[]> message) {
        sent.add(producer.send(message));
    }

    private static ProducerRecord<byte[], byte[]> recordOf(long user) {
        var sent = FirstLoginFormat.write(new FirstLogin(UUID.randomUUID(), user, Instant.now()))
                .toProducerRecord();
        return new ProducerRecord<>(
                sent.topic(), null, sent.timestamp(), bytes(sent.key()), sent.value(), sent.headers());
    }

    private static ProducerRecord<byte[], byte[]> poisonOf(String value) {
        var good = recordOf(1);
        return new ProducerRecord<>(good.topic(), null, null, good.key(), bytes(value), good.headers());
    }

    private void awaitSeen(List<Long> people) {
        producer.flush();
        assertThat(sent).allMatch(future -> future.state() == Future.State.SUCCESS);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(jdbc.sql("SELECT COUNT(*) FROM first_logins WHERE user_id IN (:people)")
                                .param("people", people)
                                .query(Integer.class)
                                .single())
                        .isEqualTo(people.size()));
    }

    /** Every campaign, every voucher, and the inbox rows of these people, to be compared with what they were before. */
    private List<String> ledger(List<Long> people) {
        return Stream.of(
                        jdbc.sql("SELECT * FROM campaigns ORDER BY id"),
                        jdbc.sql("SELECT * FROM vouchers ORDER BY id"),
                        jdbc.sql("SELECT * FROM first_logins WHERE user_id IN (:people) ORDER BY seq")
                                .param("people", people))
                .flatMap(rows -> rows.query().listOfRows().stream())
                .map(FirstLoginListenerIT::text)
                .toList();
    }

    private static String text(Map<String, Object> row) {
        return row.entrySet().stream()
                .map(column -> column.getKey() + "="
                        + (column.getValue() instanceof byte[] bytes
                                ? HexFormat.of().formatHex(bytes)
                                : column.getValue()))
                .collect(Collectors.joining(", "));
    }

    private void rewindTheGroupToTheBeginning() throws Exception {
        var listener = requireNonNull(listeners.getListenerContainer("first-logins"));
        listener.stop();
        try (var admin = Admin.create(Map.of("bootstrap.servers", TestBackends.kafkaBootstrapServers()))) {
            admin.alterConsumerGroupOffsets("promotion-service", Map.of(SOURCE, new OffsetAndMetadata(0)))
                    .all()
                    .get();
        }
        listener.start();
    }

    private static List<ConsumerRecord<byte[], byte[]>> setAside(int from) {
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", TestBackends.kafkaBootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            var end = consumer.endOffsets(List.of(SET_ASIDE)).getOrDefault(SET_ASIDE, 0L);
            consumer.assign(List.of(SET_ASIDE));
            consumer.seek(SET_ASIDE, from);
            var letters = new ArrayList<ConsumerRecord<byte[], byte[]>>();
            while (consumer.position(SET_ASIDE) < end) {
                consumer.poll(Duration.ofSeconds(1)).forEach(letters::add);
            }
            return letters;
        }
    }

    private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
        return new String(
                requireNonNull(letter.headers().lastHeader(name), name).value(), StandardCharsets.UTF_8);
    }

    private static long number(ConsumerRecord<byte[], byte[]> letter, String name) {
        return new BigInteger(
                        requireNonNull(letter.headers().lastHeader(name), name).value())
                .longValueExact();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
