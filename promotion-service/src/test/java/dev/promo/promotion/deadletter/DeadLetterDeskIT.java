package dev.promo.promotion.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.promo.events.FirstLogin;
import dev.promo.local.testing.TestBackends;
import dev.promo.promotion.Api;
import dev.promo.promotion.PromotionServiceTest;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.kafka.support.KafkaHeaders;

class DeadLetterDeskIT extends PromotionServiceTest {

    private static final AtomicLong USERS = new AtomicLong(30_000_000);
    private static final TopicPartition QUEUE = new TopicPartition(FirstLogin.TOPIC, 0);
    private static final TopicPartition SET_ASIDE = new TopicPartition(FirstLogin.DEAD_LETTER_TOPIC, 0);
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String PATH = "/api/v1/admin/dead-letters";

    @Autowired
    private MeterRegistry metrics;

    @LocalServerPort
    private int port;

    private final KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
            Map.of("bootstrap.servers", TestBackends.kafkaBootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer());

    private Api admin;
    private long campaign;

    @BeforeEach
    void runningCampaign() {
        admin = new Api(port, token(1, "Owner", "ADMIN"));
        campaign = campaign(
                20_000, Instant.parse("2026-01-01T00:00:00Z"), Instant.now().plusSeconds(3600));
    }

    @AfterEach
    void close() {
        producer.close();
    }

    @Test
    void ofTwentyKindsOfPoisonAmongTenThousandGoodRecordsEachIsSetAsideOnceAndCorrectedComesToAVoucher() {
        var people = LongStream.range(0, 10_000)
                .mapToObj(_ -> USERS.incrementAndGet())
                .toList();
        var poison = Poison.ofEveryKind(USERS.getAndAdd(100) + 1);
        var firstLetter = end(SET_ASIDE);
        var mixed = new ArrayList<>(people.stream().map(Poison::good).toList());
        var random = new Random(1);
        poison.forEach(bad -> mixed.add(random.nextInt(mixed.size()), bad.message()));

        var offsets = new HashMap<ProducerRecord<byte[], byte[]>, Long>();
        var sent = mixed.stream().map(producer::send).toList();
        producer.flush();
        IntStream.range(0, sent.size())
                .forEach(n -> offsets.put(mixed.get(n), sent.get(n).resultNow().offset()));
        var letters = new HashMap<Poison, Long>();
        poison.forEach(bad -> letters.put(bad, letterAt(requireNonNull(offsets.get(bad.message())))));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(decided()).isEqualTo(10_000));

        // every good one is decided on, every bad one is set aside once, and says why
        assertThat(winners(campaign)).isEqualTo(people);
        var setAside = records(SET_ASIDE, firstLetter);
        assertThat(setAside)
                .extracting(letter -> Origin.of(letter.headers()))
                .extracting(origin -> requireNonNull(origin).offset())
                .containsExactlyInAnyOrderElementsOf(
                        poison.stream().map(bad -> offsets.get(bad.message())).toList());
        assertThat(setAside).allSatisfy(letter -> {
            var bad = poison.stream()
                    .filter(each -> requireNonNull(offsets.get(each.message()))
                            == requireNonNull(Origin.of(letter.headers())).offset())
                    .findFirst()
                    .orElseThrow();
            assertThat(header(letter, "dlt-reason")).isEqualTo(bad.code());
            assertThat(header(letter, "kafka_dlt-exception-message")).endsWith(".");
        });
        poison.forEach(bad -> {
            var letter = admin.get(PATH + "/" + letters.get(bad));
            assertThat(letter.text("/state")).isEqualTo("waiting");
            assertThat(letter.text("/reason")).isEqualTo(bad.code());
            assertThat(letter.text("/original/topic")).isEqualTo(FirstLogin.TOPIC);
            assertThat(Instant.parse(letter.text("/original/timestamp")).toEpochMilli())
                    .isEqualTo(bad.message().timestamp());
        });
        assertThat(metrics.get("dead.letters.waiting").gauge().value()).isEqualTo(20);

        // a dry run changes nothing
        var rows = rows();
        var endOfQueue = end(QUEUE);
        poison.forEach(bad -> assertThat(outcome(letters.get(bad), true, bad.correction()))
                .as(bad.code())
                .isEqualTo("would_redrive"));
        assertThat(rows()).isEqualTo(rows);
        assertThat(end(QUEUE)).isEqualTo(endOfQueue);

        // corrected, each comes to its voucher, behind everybody who came meanwhile
        var redriven = metrics.counter("dead.letters.redriven").count();
        poison.forEach(bad ->
                assertThat(outcome(letters.get(bad), false, bad.correction())).isEqualTo("redriven"));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(decided()).isEqualTo(10_020));
        assertThat(winners(campaign).subList(10_000, 10_020))
                .isEqualTo(poison.stream().map(Poison::user).toList());
        assertThat(metrics.counter("dead.letters.redriven").count()).isEqualTo(redriven + 20);
        assertThat(metrics.get("dead.letters.waiting").gauge().value()).isZero();
        var broughtBack = records(QUEUE, endOfQueue);
        for (var n = 0; n < poison.size(); n++) {
            var before = poison.get(n).message();
            assertThat(broughtBack.get(n)).satisfies(message -> {
                assertThat(message.key()).isEqualTo(before.key());
                assertThat(message.timestamp()).isEqualTo(before.timestamp());
                assertThat(message.headers())
                        .extracting(org.apache.kafka.common.header.Header::key)
                        .noneMatch(name -> name.startsWith("kafka_dlt-"));
                assertThat(header(message, "dlt-redrives")).isEqualTo("1");
            });
            assertThat(header(broughtBack.get(n), "dlt-id")).isEqualTo("" + letters.get(poison.get(n)));
        }
        assertThat(end(SET_ASIDE)).isEqualTo(firstLetter + 20);
    }

    @Test
    void aLetterThatIsTriedThreeTimesUncorrectedIsParkedAndNothingIsSent() {
        var letter = letterOf(Poison.withUserAsText(USERS.incrementAndGet()).message());
        var endOfQueue = end(QUEUE);
        var parked = metrics.counter("dead.letters.parked").count();

        var tries = IntStream.range(0, 4)
                .mapToObj(_ -> redrive(letter, false, "{}"))
                .toList();

        assertThat(tries)
                .extracting(answer -> answer.text("/letters/0/outcome") + " " + answer.text("/letters/0/state"))
                .containsExactly(
                        "still_malformed waiting",
                        "still_malformed waiting",
                        "still_malformed parked",
                        "parked parked");
        assertThat(tries.getFirst().text("/letters/0/reason")).isEqualTo("WRONG_FIELD.userId");
        assertThat(tries.getFirst().json().at("/letters/0/errors/0/field").stringValue())
                .isEqualTo("userId");
        assertThat(tries.getFirst().json().at("/letters/0/errors/0/rule").stringValue())
                .isEqualTo("TYPE");
        assertThat(end(QUEUE)).isEqualTo(endOfQueue);
        assertThat(metrics.counter("dead.letters.parked").count()).isEqualTo(parked + 1);
        assertThat(history(letter)).containsExactly("1 REFUSED", "1 REFUSED", "1 REFUSED", "- PARKED");
    }

    @Test
    void aRecordThatComesBackCarriesItsCountAndIsParkedByTheThirdTime() {
        var first = letterOf(Poison.withUserAsText(USERS.incrementAndGet()).message());
        var back = Poison.withUserAsText(USERS.incrementAndGet())
                .message(); // as a reader of an older release sets it aside
        back.headers().add("dlt-redrives", bytes("2")).add("dlt-id", bytes("" + first));
        var backOnceMore = Poison.withUserAsText(USERS.incrementAndGet()).message();
        backOnceMore.headers().add("dlt-redrives", bytes("3")).add("dlt-id", bytes("" + first));

        var second = admin.get(PATH + "/" + letterOf(back));
        var third = admin.get(PATH + "/" + letterOf(backOnceMore));

        assertThat(second.text("/state")).isEqualTo("waiting");
        assertThat(second.json().at("/attempts").intValue()).isEqualTo(2);
        assertThat(second.json().at("/comesFrom").longValue()).isEqualTo(first);
        assertThat(third.text("/state")).isEqualTo("parked");
        assertThat(third.text("/history/0/action")).isEqualTo("PARKED");
        assertThat(history(first)).containsExactly("- RETURNED", "- RETURNED");
    }

    @Test
    void aCorrectionThatBreaksTheSchemaIsRefusedWithFieldAndRule() {
        var user = USERS.incrementAndGet();
        var letter = letterOf(Poison.withUserAsText(user).message());
        var userPatched = "{\"op\":\"replace\",\"path\":\"/userId\",\"value\":" + user + "}";

        var outOfRange = redrive(
                letter,
                true,
                "{\"patch\":[" + userPatched + ",{\"op\":\"add\",\"path\":\"/birthMonth\",\"value\":13}]}");
        var readableButNotAllowed = redrive(
                letter,
                false,
                "{\"patch\":[" + userPatched
                        + ",{\"op\":\"add\",\"path\":\"/occurredAt\",\"value\":\"2026-01-01T00:00:00+07:00\"}]}");
        var unfit = redrive(letter, true, "{\"patch\":[" + userPatched + ",{\"op\":\"remove\",\"path\":\"/a/b\"}]}");

        assertThat(rowOf(outOfRange)).isEqualTo("still_malformed OUT_OF_RANGE birthMonth MAXIMUM");
        assertThat(rowOf(readableButNotAllowed)).isEqualTo("still_malformed SCHEMA occurredAt PATTERN");
        assertThat(rowOf(unfit)).isEqualTo("correction_unfit  correction.patch[1] NO_SUCH_PLACE");
        assertThat(history(letter)).containsExactly("1 REFUSED");
    }

    @Test
    void theHistoryTellsACorrectionAsItWasWrittenHoweverLongItsNumbersAre() {
        var letter = letterOf(Poison.withUserAsText(USERS.incrementAndGet()).message());
        var value = "{\"b\":123456789012345678901234567890,\"a\":1}";

        redrive(letter, false, "{\"patch\":[{\"op\":\"add\",\"path\":\"/note\",\"value\":" + value + "}]}");

        assertThat(admin.get(PATH + "/" + letter)
                        .json()
                        .at("/history/0/after/correction/patch/0/value")
                        .toString())
                .isEqualTo(value);
    }

    @Test
    void aLetterThatManyBringBackAtOnceIsSentOnce() throws Exception {
        var poison = Poison.withUserAsText(USERS.incrementAndGet());
        var letter = letterOf(poison.message());
        var endOfQueue = end(QUEUE);

        List<Future<String>> outcomes;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<String> redrive = () -> outcome(letter, false, poison.correction());
            outcomes = threads.invokeAll(
                    IntStream.range(0, 6).mapToObj(_ -> redrive).toList());
        }

        assertThat(outcomes)
                .extracting(Future::resultNow)
                .containsOnlyOnce("redriven")
                .filteredOn(outcome -> !outcome.equals("redriven"))
                .hasSize(5)
                .containsOnly("already_redriven");
        assertThat(records(QUEUE, endOfQueue)).hasSize(1);
        assertThat(history(letter)).containsExactly("1 REDRIVEN");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(winners(campaign)).containsExactly(poison.user()));
    }

    @Test
    void whatIsSetAsideTwiceIsFiledOnceAndStaysAsItIs() {
        var start = end(SET_ASIDE);
        var poison = Poison.withUserAsText(USERS.incrementAndGet());
        var letter = letterOf(poison.message());
        assertThat(outcome(letter, false, poison.correction())).isEqualTo("redriven");

        // as after a crash, or when the queue is read again from its beginning
        var again = records(SET_ASIDE, start).getFirst();
        setAside(again.key(), again.value(), again.headers());
        letterOf(Poison.withUserAsText(USERS.incrementAndGet()).message()); // is filed behind it

        assertThat(admin.get(PATH).json().at("/items")).hasSize(2);
        assertThat(admin.get(PATH + "/" + letter).text("/state")).isEqualTo("redriven");
    }

    @Test
    void whatIsNotWhollyThereOrSaysNotWhereItCameFromIsNotBroughtBack() {
        var from = end(SET_ASIDE);
        var shortened = Poison.good(USERS.incrementAndGet());
        addOrigin(shortened.headers(), 1_000_000_000 + from);
        shortened.headers().add("dlt-left-out", bytes("value")).add("dlt-original-size", bytes("6000000"));
        var stray = Poison.good(USERS.incrementAndGet());
        var elsewhere = Poison.good(USERS.incrementAndGet());
        addOrigin(elsewhere.headers(), 2_000_000_000 + from);
        elsewhere.headers().add(KafkaHeaders.DLT_ORIGINAL_TOPIC, bytes("promotion.voucher"));
        for (var message : List.of(shortened, stray, elsewhere)) {
            setAside(message.key(), message.value(), message.headers());
        }
        await().atMost(PATIENCE).until(() -> admin.get(PATH).json().at("/items").size() == 3);

        var ids = admin.get(PATH)
                .json()
                .at("/items")
                .valueStream()
                .map(item -> item.at("/id").longValue());
        assertThat(ids.map(id -> outcome(id, false, "{}")))
                .containsExactly("left_out", "unknown_origin", "unknown_origin");
        assertThat(admin.get(PATH).json().at("/items/0/originalSize").longValue())
                .isEqualTo(6_000_000);
        assertThat(outcome(1L << 60, false, "{}")).isEqualTo("not_found");
    }

    @Test
    void aLetterIsParkedWithANoteAndTakenUpAgain() {
        var poison = Poison.withUserAsText(USERS.incrementAndGet());
        var letter = letterOf(poison.message());

        assertThat(admin.post(PATH + "/" + letter + "/park", "{}").problem())
                .isEqualTo("400 INVALID_REQUEST note:REQUIRED");
        var parked = admin.post(PATH + "/" + letter + "/park", "{\"note\":\"a test of ours\"}");
        assertThat(parked.text("/state")).isEqualTo("parked");
        assertThat(parked.text("/history/0/note")).isEqualTo("a test of ours");
        assertThat(parked.text("/history/0/before/state")).isEqualTo("waiting");
        assertThat(outcome(letter, false, poison.correction())).isEqualTo("parked");
        var bulk = admin.post(PATH + "/park", "{\"ids\":[" + letter + ",999999999999],\"note\":\"again\"}");
        assertThat(bulk.json()
                        .at("/letters")
                        .valueStream()
                        .map(row -> row.at("/outcome").stringValue()))
                .containsExactly("already_parked", "not_found");

        assertThat(admin.post(PATH + "/" + letter + "/unpark", "{\"note\":\"mended\"}")
                        .text("/state"))
                .isEqualTo("waiting");
        assertThat(outcome(letter, false, poison.correction())).isEqualTo("redriven");
        assertThat(admin.post(PATH + "/" + letter + "/park", "{\"note\":\"late\"}")
                        .problem())
                .isEqualTo("409 DEAD_LETTER_REDRIVEN");
        assertThat(history(letter)).containsExactly("1 PARKED", "1 UNPARKED", "1 REDRIVEN");
    }

    @Test
    void lettersAreListedByStateAndReasonPieceByPieceAndBroughtBackByReason() {
        var one = Poison.withUserAsText(USERS.incrementAndGet());
        var wrongId = Poison.ofEveryKind(USERS.getAndAdd(100) + 1).get(17);
        var three = Poison.withUserAsText(USERS.incrementAndGet());
        var ids = List.of(letterOf(one.message()), letterOf(wrongId.message()), letterOf(three.message()));

        var first = admin.get(PATH + "?limit=2&state=waiting");
        var second = admin.get(PATH + "?limit=2&state=waiting&cursor=" + first.text("/nextCursor"));
        assertThat(ids(first)).isEqualTo(ids.subList(0, 2));
        assertThat(ids(second)).isEqualTo(ids.subList(2, 3));
        assertThat(ids(admin.get(PATH + "?reason=WRONG_ID"))).containsExactly(ids.get(1));
        assertThat(ids(admin.get(PATH + "?state=parked"))).isEmpty();
        assertThat(admin.get(PATH + "?state=PARKED").problem()).isEqualTo("400 INVALID_REQUEST state:ONE_OF");

        var dryRun =
                admin.post(PATH + "/redrives", "{\"reason\":\"WRONG_ID\",\"correction\":" + wrongId.correction() + "}");
        assertThat(dryRun.json().at("/dryRun").booleanValue()).isTrue();
        assertThat(dryRun.json().at("/counts/would_redrive").intValue()).isEqualTo(1);
        assertThat(dryRun.json().at("/letters/0/id").longValue()).isEqualTo(ids.get(1));
    }

    @Test
    void aLetterIsShownToTheByte() {
        var good = Poison.good(USERS.incrementAndGet());
        var message = new ProducerRecord<>(
                FirstLogin.TOPIC, 0, good.timestamp(), new byte[] {(byte) 0xff, 0}, bytes("grüß"), good.headers());
        message.headers().add("odd", new byte[] {(byte) 0x80});

        var letter = admin.get(PATH + "/" + letterOf(message));

        assertThat(letter.text("/key/base64")).isEqualTo("/wA=");
        assertThat(letter.text("/value/text")).isEqualTo("grüß");
        assertThat(letter.json().at("/headers").valueStream()).anySatisfy(header -> {
            assertThat(header.at("/name").stringValue()).isEqualTo("odd");
            assertThat(header.at("/value/base64").stringValue()).isEqualTo("gA==");
        });
        assertThat(admin.get(PATH).http().body()).doesNotContain("grüß");
    }

    @Test
    void whatCannotBeDoneIsRefusedWithFieldAndRule() {
        assertThat(admin.post(PATH + "/redrives", "{}").problem()).isEqualTo("400 INVALID_REQUEST ids:EXACTLY_ONE");
        assertThat(admin.post(PATH + "/redrives", "{\"ids\":[]}").problem()).isEqualTo("400 INVALID_REQUEST ids:SIZE");
        assertThat(admin.post(PATH + "/redrives", """
                                {"ids":[1],"correction":{"patch":[{"op":"ad","path":"/a"},{"op":"add","path":"a","value":null},\
                                {"op":"add","path":"/a"},{"op":"move","path":"/a"}],"headers":{"dlt-id":"1","ce_id":""}}}
                                """).problem())
                .startsWith("400 INVALID_REQUEST correction.patch[0].op:ONE_OF correction.patch[1].path:FORMAT"
                        + " correction.patch[2].value:REQUIRED correction.patch[3].from:REQUIRED")
                .contains("correction.headers:FORMAT", "correction.headers.ce_id:FORMAT");
        assertThat(admin.get(PATH + "/999999999999").problem()).isEqualTo("404 NOT_FOUND");
    }

    @Test
    void onlyAdminsGetToTheDesk() {
        for (var roles : List.of(List.of("USER"), List.of("PARTNER", "USER"))) {
            var other = new Api(port, token(2, "Other", roles.toArray(String[]::new)));
            assertThat(List.of(
                            other.get(PATH),
                            other.get(PATH + "/1"),
                            other.post(PATH + "/redrives", "{\"ids\":[1]}"),
                            other.post(PATH + "/park", "{\"ids\":[1],\"note\":\"n\"}"),
                            other.post(PATH + "/1/park", "{\"note\":\"n\"}"),
                            other.post(PATH + "/1/unpark", "{\"note\":\"n\"}")))
                    .extracting(Api.Answer::problem)
                    .containsOnly("403 FORBIDDEN");
        }
        assertThat(new Api(port, "").get(PATH).status()).isEqualTo(401);
    }

    /** Sends it to the queue, and waits until it is on the desk; says its number there. */
    private long letterOf(ProducerRecord<byte[], byte[]> message) {
        var sent = producer.send(message);
        producer.flush();
        return letterAt(sent.resultNow().offset());
    }

    private void setAside(byte[] key, byte[] value, Headers headers) {
        var sent = producer.send(new ProducerRecord<>(FirstLogin.DEAD_LETTER_TOPIC, 0, null, key, value, headers));
        producer.flush();
        assertThat(sent.state()).isEqualTo(Future.State.SUCCESS);
    }

    private long letterAt(long offset) {
        return await().atMost(PATIENCE)
                .until(
                        () -> jdbc.sql("SELECT id FROM dead_letters WHERE original_offset = ?")
                                .param(offset)
                                .query(Long.class)
                                .optional()
                                .orElse(0L),
                        id -> id > 0);
    }

    private Api.Answer redrive(@Nullable Long letter, boolean dryRun, String correction) {
        return admin.post(
                PATH + "/redrives",
                "{\"ids\":[" + letter + "],\"dryRun\":" + dryRun + ",\"correction\":" + correction + "}");
    }

    private String outcome(@Nullable Long letter, boolean dryRun, String correction) {
        return redrive(letter, dryRun, correction).text("/letters/0/outcome");
    }

    private static String rowOf(Api.Answer answer) {
        return answer.text("/letters/0/outcome") + " " + answer.text("/letters/0/reason") + " "
                + answer.text("/letters/0/errors/0/field") + " " + answer.text("/letters/0/errors/0/rule");
    }

    /** Who did what to a letter. */
    private List<String> history(long letter) {
        return admin.get(PATH + "/" + letter)
                .json()
                .at("/history")
                .valueStream()
                .map(entry -> entry.at("/who").asString("-") + " "
                        + entry.at("/action").stringValue())
                .toList();
    }

    private static List<Long> ids(Api.Answer page) {
        return page.json()
                .at("/items")
                .valueStream()
                .map(item -> item.at("/id").longValue())
                .toList();
    }

    private long decided() {
        return jdbc.sql("SELECT COUNT(*) FROM first_logins").query(Long.class).single();
    }

    private List<String> rows() {
        return jdbc
                .sql(
                        "SELECT id, state, attempts, (SELECT COUNT(*) FROM dead_letter_actions) AS actions FROM dead_letters ORDER BY id")
                .query()
                .listOfRows()
                .stream()
                .map(row -> row.values().stream().map(String::valueOf).collect(Collectors.joining(" ")))
                .toList();
    }

    private static void addOrigin(Headers headers, long offset) {
        headers.add(KafkaHeaders.DLT_ORIGINAL_TOPIC, bytes(FirstLogin.TOPIC))
                .add(KafkaHeaders.DLT_ORIGINAL_PARTITION, new byte[Integer.BYTES])
                .add(
                        KafkaHeaders.DLT_ORIGINAL_OFFSET,
                        java.nio.ByteBuffer.allocate(Long.BYTES).putLong(offset).array())
                .add(KafkaHeaders.DLT_ORIGINAL_TIMESTAMP, new byte[Long.BYTES]);
    }

    private static long end(TopicPartition partition) {
        try (var consumer = consumer()) {
            return consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        }
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(TopicPartition partition, long from) {
        try (var consumer = consumer()) {
            var end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            consumer.assign(List.of(partition));
            consumer.seek(partition, from);
            var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofSeconds(1)).forEach(records::add);
            }
            return records;
        }
    }

    private static KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", TestBackends.kafkaBootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private static String header(ConsumerRecord<byte[], byte[]> message, String name) {
        return new String(
                requireNonNull(message.headers().lastHeader(name), name).value(), UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
