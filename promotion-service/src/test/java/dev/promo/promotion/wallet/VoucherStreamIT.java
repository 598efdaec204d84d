package dev.promo.promotion.wallet;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** Server-sent events of a person's vouchers, over real sockets. */
@Timeout(60) // a stream that is not ended would be read for ever
class VoucherStreamIT extends WalletTest {

    private static final String EVENTS = "/api/v1/vouchers/events";

    @Autowired
    private PlatformTransactionManager transactions;

    @Autowired
    private Watcher watcher;

    @Autowired
    private WalletNews news;

    @Autowired
    private Clock clock;

    @Autowired
    private MeterRegistry meters;

    @BeforeEach
    void nobodyIsConnected() {
        await().until(() -> meters.get("wallet.streams").gauge().value() == 0);
    }

    @Test
    void anIssuedVoucherIsToldWhenItIsThere() throws Exception {
        voucherOf(ALICE); // known before, so no news
        try (var stream = open()) {
            voucherOf(BOB);
            var voucher = voucherOf(ALICE);

            var event = stream.next();

            assertThat(event.name()).isEqualTo("issued");
            assertThat(event.data().at("/action").stringValue()).isEqualTo("ISSUED");
            assertThat(event.data().at("/voucher/id").longValue()).isEqualTo(voucher);
            assertThat(event.data().at("/voucher/status").stringValue()).isEqualTo("active");
            assertThat(stream.isEmpty()).isTrue();
            assertThat(stream.answer().headers().firstValue("Content-Type"))
                    .hasValue("text/event-stream;charset=UTF-8");
            assertThat(stream.answer().headers().firstValue("Cache-Control")).hasValue("no-store");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "HELD, held",
        "RELEASED, released",
        "REDEEMED, redeemed",
        "ROLLED_BACK, rolled-back",
        "REVOKED, revoked",
        "EXPIRED, expired",
        "EXTENDED, extended",
    })
    void everyChangeIsToldByItsName(String action, String name) throws Exception {
        var voucher = voucherOf(ALICE);
        var foreign = voucherOf(BOB);
        try (var stream = open()) {
            changed(foreign, action, "ORDER-0");
            changed(voucher, action, "ORDER-1");

            var event = stream.next();

            assertThat(event.name()).isEqualTo(name);
            assertThat(event.data().at("/voucher/id").longValue()).isEqualTo(voucher);
            assertThat(event.data().at("/orderId").stringValue()).isEqualTo("ORDER-1");
        }
    }

    @Test
    void whoResumesIsToldExactlyWhatWasMissed() throws Exception {
        String id;
        var first = voucherOf(ALICE);
        try (var stream = open()) {
            changed(first, "HELD", null);
            id = stream.next().id();
        }
        var second = voucherOf(ALICE);
        changed(first, "RELEASED", null);
        changed(second, "HELD", null);
        voucherOf(BOB);

        try (var stream = open("Last-Event-ID", id)) {
            assertThat(stream.next(3))
                    .extracting(EventStream.Event::name)
                    .containsExactly("issued", "released", "held");
            changed(second, "REDEEMED", "ORDER-1");
            assertThat(stream.next().name()).isEqualTo("redeemed");
            assertThat(stream.isEmpty()).isTrue();
        }
    }

    @Test
    void everyIdResumesBehindItsOwnEvent() throws Exception {
        var events = new ArrayList<EventStream.Event>();
        try (var stream = open()) {
            var voucher = voucherOf(ALICE);
            changed(voucher, "HELD", null);
            changed(voucher, "RELEASED", null);
            voucherOf(ALICE);
            events.addAll(stream.next(4));
        }

        for (var known = 0; known < events.size(); known++) {
            var missed = events.size() - known - 1;
            try (var stream = open("Last-Event-ID", events.get(known).id())) {
                assertThat(stream.next(missed)).hasSize(missed);
                var voucher = voucherOf(ALICE);
                assertThat(stream.next().data().at("/voucher/id").longValue()).isEqualTo(voucher);
            }
            jdbc.sql("DELETE FROM vouchers WHERE id = (SELECT id FROM (SELECT MAX(id) AS id FROM vouchers) newest)")
                    .update();
        }
    }

    /** Behind the numbers of the id and not one too far, even if the watcher, which reaches back a minute, does not help. */
    @Test
    void whoResumesReadsExactlyWhatStandsBehindTheirId() throws Exception {
        var known = voucherOf(ALICE);
        voucherOf(ALICE);
        var held = changed(known, "HELD", null);
        changed(known, "RELEASED", null);
        changed(known, "REDEEMED", "ORDER-1");
        var properties = new WalletProperties(Duration.ofHours(1), 1, 1, 1, Duration.ofSeconds(15));
        var asleep = new Watcher(news, properties);
        var response = new MockHttpServletResponse();

        asleep.start();
        try {
            new VoucherStreams(news, asleep, properties, JsonMapper.shared(), clock, new SimpleMeterRegistry())
                    .stream(ALICE, "v" + known + "-c" + held, Instant.EPOCH, response);
        } finally {
            asleep.stop();
        }

        assertThat(response.getContentAsString().lines().filter(line -> line.startsWith("event: ")))
                .containsExactly("event: issued", "event: released", "event: redeemed");
    }

    @Test
    void aStreamThatToldNothingCanBeResumed() throws Exception {
        String id;
        try (var stream = open()) {
            id = stream.lastEventId();
        }
        var voucher = voucherOf(ALICE);

        try (var stream = open("Last-Event-ID", id)) {
            assertThat(stream.next().data().at("/voucher/id").longValue()).isEqualTo(voucher);
        }
    }

    @Test
    void aRowThatIsCommittedAfterOneWithAHigherNumberIsNotLost() throws Exception {
        var slow = runningCampaign(10);
        var inserted = new CountDownLatch(1);
        var mayCommit = new CountDownLatch(1);
        try (var stream = open()) {
            var transaction = CompletableFuture.supplyAsync(() -> new TransactionTemplate(transactions).execute(_ -> {
                var voucher = voucher(slow, 1, ALICE, now.plusSeconds(600), false);
                inserted.countDown();
                awaitLatch(mayCommit);
                return voucher;
            }));
            awaitLatch(inserted);
            var higher = voucherOf(ALICE);
            var told = stream.next();
            assertThat(told.data().at("/voucher/id").longValue()).isEqualTo(higher);

            mayCommit.countDown();
            var lower = transaction.get(10, SECONDS);

            assertThat(lower).isLessThan(higher);
            assertThat(stream.next().data().at("/voucher/id").longValue()).isEqualTo(lower);
            try (var resumed = open("Last-Event-ID", told.id())) {
                assertThat(resumed.next().data().at("/voucher/id").longValue()).isEqualTo(lower);
                assertThat(resumed.isEmpty()).isTrue();
            }
        }
    }

    @Test
    void manyMissedEventsComeInOrder() throws Exception {
        String id;
        var voucher = voucherOf(ALICE);
        try (var stream = open()) {
            id = stream.lastEventId();
        }
        for (var i = 0; i < 1_100; i++) {
            changed(voucher, "HELD", "ORDER-" + i);
        }

        try (var stream = open("Last-Event-ID", id)) {
            var orders = stream.next(1_100).stream()
                    .map(event -> event.data().at("/orderId").stringValue())
                    .toList();
            assertThat(orders).doesNotHaveDuplicates().startsWith("ORDER-0").endsWith("ORDER-1099");
        }
    }

    @Test
    void somethingIsHeardInEverySilence() throws Exception {
        try (var stream = open()) {
            await().until(() -> stream.heartbeats() >= 2);
        }
    }

    @Test
    void aPersonHasFiveStreamsAndTheSixthEndsTheOldest() throws Exception {
        var streams = new ArrayList<EventStream>();
        for (var i = 0; i < 6; i++) {
            streams.add(open());
        }

        streams.removeFirst().awaitEnd();

        for (var stream : streams) {
            var before = stream.heartbeats();
            await().until(() -> stream.heartbeats() > before);
            stream.close();
        }
    }

    @Test
    void aPositionOfADatabaseThatWasSetBackIsTakenForNow() throws Exception {
        try (var stream = open("Last-Event-ID", "v999999999999999999-c999999999999999999")) {
            assertThat(stream.lastEventId()).doesNotContain("999999999999999999");
        }
    }

    @Test
    void aStreamEndsWithItsToken() throws Exception {
        var request = HttpRequest.newBuilder(uri(EVENTS))
                .header(
                        "Authorization",
                        "Bearer " + token(ALICE, "Alice", Instant.now().plusSeconds(2)))
                .build();

        try (var stream = new EventStream(http.send(request, BodyHandlers.ofInputStream()))) {
            stream.awaitEnd();
        }
    }

    @Test
    void streamsEndAtOnceWhenTheServiceStops() throws Exception {
        try (var stream = open()) {
            watcher.stop();

            stream.awaitEnd();
            assertThat(send(EVENTS).statusCode()).isEqualTo(503);
        } finally {
            watcher.start();
        }
    }

    @Test
    void anIdThatIsNoneOfOursIsRefused() throws Exception {
        var answer = send(EVENTS, "Last-Event-ID", "17");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("INVALID_REQUEST", "Last-Event-ID", "FORMAT");
    }

    @Test
    void nothingIsToldWithoutAToken() throws Exception {
        var answer = http.send(HttpRequest.newBuilder(uri(EVENTS)).build(), BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(401);
    }

    private EventStream open(String... headers) throws IOException, InterruptedException {
        return new EventStream(http.send(request(EVENTS, headers), BodyHandlers.ofInputStream()));
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
