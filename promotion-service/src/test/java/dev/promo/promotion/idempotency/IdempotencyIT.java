package dev.promo.promotion.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.promo.promotion.Api;
import dev.promo.promotion.Api.Answer;
import dev.promo.promotion.SecondInstance;
import dev.promo.promotion.checkout.CheckoutTest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

class IdempotencyIT extends CheckoutTest {

    private static SecondInstance second;

    private final String key = UUID.randomUUID().toString();

    @BeforeAll
    static void startSecond() {
        second = SecondInstance.start(Probe.class);
    }

    @AfterAll
    static void stopSecond() {
        second.close();
    }

    @BeforeEach
    void nothingCalledYet() {
        Probe.CALLS.set(0);
    }

    /** Handlers that answer in ways that ours do not; only the second instance has them. */
    @RestController
    static class Probe {
        static final AtomicInteger CALLS = new AtomicInteger();
        static final CountDownLatch ENTERED = new CountDownLatch(1);
        static final CountDownLatch LEAVE = new CountDownLatch(1);

        @PostMapping("/api/v1/probe/status")
        ResponseEntity<String> status(@RequestParam int status) {
            return ResponseEntity.status(CALLS.incrementAndGet() == 1 ? status : 200)
                    .header("ETag", "\"7\"")
                    .header("Location", "/api/v1/probe/7")
                    .body("call " + CALLS.get());
        }

        @PostMapping("/api/v1/probe/later")
        ResponseEntity<String> later() {
            return CALLS.incrementAndGet() == 1
                    ? ResponseEntity.status(409).header("Retry-After", "1").body("later")
                    : ResponseEntity.ok("now");
        }

        @PostMapping("/api/v1/probe/failure")
        String failure() {
            if (CALLS.incrementAndGet() == 1) {
                throw new IllegalStateException("broken on purpose by a test");
            }
            return "repaired";
        }

        @PostMapping(path = "/api/v1/probe/csv", consumes = "text/csv")
        String csv(@RequestBody String csv) {
            return CALLS.incrementAndGet() + ": " + csv.lines().count() + " lines";
        }

        @PostMapping("/api/v1/probe/large")
        String large(@RequestParam int size) {
            CALLS.incrementAndGet();
            return "x".repeat(size);
        }

        @PostMapping("/api/v1/probe/stream")
        StreamingResponseBody stream() {
            return out -> {
                out.write(("call " + CALLS.incrementAndGet()).getBytes(java.nio.charset.StandardCharsets.UTF_8));
                out.flush();
            };
        }

        @PostMapping("/api/v1/probe/writer")
        void writer(HttpServletResponse response) throws IOException {
            response.setContentType("text/plain;charset=utf-8");
            response.getWriter().print("zażółć " + CALLS.incrementAndGet());
        }

        @PutMapping("/api/v1/probe/error")
        void error(HttpServletResponse response) throws IOException {
            CALLS.incrementAndGet();
            response.sendError(404);
        }

        @PostMapping("/api/v1/probe/slow")
        String slow() throws InterruptedException {
            ENTERED.countDown();
            if (!LEAVE.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody let it go on");
            }
            return "call " + CALLS.incrementAndGet();
        }

        @GetMapping("/api/v1/probe/read")
        String read() {
            return "call " + CALLS.incrementAndGet();
        }
    }

    @Test
    void theSameRequestAgainGetsTheSameAnswerOnEitherInstance() {
        var voucher = voucher(ALICE);

        var first = redeem(shop(), voucher.code(), "order-1");
        var again = redeem(new Api(second.port(), token(SHOP, "Shop", "PARTNER")), voucher.code(), "order-1");

        assertThat(first.status()).isEqualTo(200);
        assertThat(first.header("Idempotency-Replayed")).isEmpty();
        assertThat(again.toString()).isEqualTo(first.toString());
        assertThat(again.header("Content-Type")).isEqualTo(first.header("Content-Type"));
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
    }

    @Test
    void aRefusalIsKeptAsWell() {
        var first = redeem(alice(), "NOT-A-CODE", "order-1");
        var again = redeem(alice(), "NOT-A-CODE", "order-1");

        assertThat(first.problem()).isEqualTo("404 VOUCHER_NOT_FOUND");
        assertThat(again.toString()).isEqualTo(first.toString());
        assertThat(again.header("Content-Type")).startsWith("application/problem+json");
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
    }

    @Test
    void aHoldIsAskedForOnceAndMadeOnce() {
        var voucher = voucher(ALICE);
        var body = "{\"code\":\"" + voucher.code() + "\"}";

        var first = shop().post("/api/v1/checkout/hold", body, "Idempotency-Key", key);
        var again = shop().post("/api/v1/checkout/hold", body, "Idempotency-Key", "\"" + key + "\"");

        assertThat(again.toString()).isEqualTo(first.toString()).startsWith("200");
        assertThat(changes("HELD")).isEqualTo(1);
    }

    /** The answer was never kept: the instance died, or the key was given free because nobody knew whether it was done. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE idempotency_keys SET status = NULL, body = NULL, started_at = started_at - INTERVAL 1 HOUR",
                "DELETE FROM idempotency_keys"
            })
    void aHoldWhoseAnswerWasLostIsTheSameHoldAgain(String lost) {
        var voucher = voucher(ALICE);
        var body = "{\"code\":\"" + voucher.code() + "\"}";
        var first = hold(voucher);
        jdbc.sql(lost).update();

        var foreign = otherShop().post("/api/v1/checkout/hold", body, "Idempotency-Key", key);
        var other = shop().post("/api/v1/checkout/hold", body, "Idempotency-Key", key + "-2");
        var again = hold(voucher);

        assertThat(again.toString()).isEqualTo(first.toString()).startsWith("200");
        assertThat(foreign.problem()).isEqualTo("409 VOUCHER_HELD");
        assertThat(other.problem()).isEqualTo("409 VOUCHER_HELD");
        assertThat(changes("HELD")).isEqualTo(1);
    }

    @Test
    void oneKeyHoldsAnotherVoucherByAnotherId() {
        var first = hold(voucher(ALICE));
        jdbc.sql("DELETE FROM idempotency_keys").update();

        var second = hold(voucher(BOB));

        assertThat(second.status()).isEqualTo(200);
        assertThat(second.text("/holdId")).isNotEqualTo(first.text("/holdId"));
    }

    private Api.Answer hold(Voucher voucher) {
        var body = "{\"code\":\"" + voucher.code() + "\"}";
        return shop().post("/api/v1/checkout/hold", body, "Idempotency-Key", key);
    }

    @Test
    void aReleaseWithoutBodyIsRepeated() {
        var path = "/api/v1/checkout/holds/" + hold(shop(), voucher(ALICE), "").text("/holdId");

        assertThat(shop().delete(path, "Idempotency-Key", key).status()).isEqualTo(204);
        assertThat(shop().delete(path, "Idempotency-Key", key).status()).isEqualTo(204);
        assertThat(shop().delete(path).status()).isEqualTo(404);
    }

    @Test
    void theKeyOfAnotherRequestIsRefused() {
        var voucher = voucher(ALICE);
        redeem(shop(), voucher.code(), "order-1");

        assertThat(redeem(shop(), voucher.code(), "order-2").problem()).isEqualTo("422 IDEMPOTENCY_KEY_REUSED");
        assertThat(shop().post("/api/v1/checkout/rollback", "{}", "Idempotency-Key", key)
                        .problem())
                .isEqualTo("422 IDEMPOTENCY_KEY_REUSED");
        assertThat(probe("status?status=200").status()).isEqualTo(200); // another caller
        assertThat(probe("status?status=201").problem()).isEqualTo("422 IDEMPOTENCY_KEY_REUSED");
    }

    @Test
    void theSameKeyOfAnotherCallerIsAnotherKey() {
        var voucher = voucher(ALICE);

        assertThat(redeem(shop(), voucher.code(), "order-1").status()).isEqualTo(200);
        assertThat(redeem(alice(), voucher.code(), "order-1").problem()).isEqualTo("409 VOUCHER_USED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"open", "\"\"", "two keys"})
    void anOddKeyIsRefused(String odd) {
        assertThat(alice().post("/api/v1/checkout/validate", "{}", "Idempotency-Key", odd)
                        .problem())
                .isEqualTo("400 INVALID_REQUEST Idempotency-Key:FORMAT");
    }

    @Test
    void aLongKeyIsRefused() {
        assertThat(alice().post("/api/v1/checkout/validate", "{}", "Idempotency-Key", "k".repeat(256))
                        .problem())
                .isEqualTo("400 INVALID_REQUEST Idempotency-Key:FORMAT");
    }

    @Test
    void twentyAtOnceHaveOneEffect() throws Exception {
        var voucher = voucher(ALICE);
        var other = new Api(second.port(), token(SHOP, "Shop", "PARTNER"));

        var answers = atOnce(IntStream.range(0, 20)
                .<Callable<Answer>>mapToObj(n -> () -> hold(n % 2 == 0 ? shop() : other, voucher.code()))
                .toList());

        assertThat(answers)
                .filteredOn(answer -> answer.status() != 200)
                .allMatch(answer -> answer.problem().equals("409 IDEMPOTENCY_IN_FLIGHT")
                        && answer.header("Retry-After").equals("1"));
        assertThat(answers)
                .filteredOn(answer -> answer.status() == 200)
                .isNotEmpty()
                .extracting(Answer::toString)
                .containsOnly(hold(shop(), voucher.code()).toString());
        assertThat(changes("HELD")).isEqualTo(1);
    }

    @Test
    void theFirstInFlightIsWaitedForByTheClient() throws Exception {
        var first = CompletableFuture.supplyAsync(() -> probe("slow"));
        assertThat(Probe.ENTERED.await(30, TimeUnit.SECONDS)).isTrue();

        var meanwhile = probe("slow");
        Probe.LEAVE.countDown();

        assertThat(meanwhile.problem()).isEqualTo("409 IDEMPOTENCY_IN_FLIGHT");
        assertThat(first.get(30, TimeUnit.SECONDS).toString()).isEqualTo("200 call 1");
        assertThat(probe("slow").toString()).isEqualTo("200 call 1");
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503, 429})
    void anAnswerThatARetryMayChangeIsNotKept(int status) {
        assertThat(probe("status?status=" + status).status()).isEqualTo(status);

        assertThat(probe("status?status=" + status).toString()).isEqualTo("200 call 2");
        assertThat(probe("status?status=" + status).toString()).isEqualTo("200 call 2");
    }

    @Test
    void anAnswerThatSaysLaterIsNotKept() {
        assertThat(probe("later").status()).isEqualTo(409);
        assertThat(probe("later").toString()).isEqualTo("200 now");
    }

    @Test
    void aFailureFreesTheKey() {
        assertThat(probe("failure").problem()).isEqualTo("500 INTERNAL");
        assertThat(probe("failure").toString()).isEqualTo("200 repaired");
    }

    @Test
    void whatTheContainerAnswersIsNotKept() {
        var api = new Api(second.port(), token(ALICE, "Alice"));

        assertThat(api.put("/api/v1/probe/error", "{}", "Idempotency-Key", key).problem())
                .isEqualTo("404 NOT_FOUND");
        assertThat(api.put("/api/v1/probe/error", "{}", "Idempotency-Key", key).problem())
                .isEqualTo("404 NOT_FOUND");
        assertThat(Probe.CALLS).hasValue(2);
    }

    @Test
    void placeAndVersionAreRepeatedToo() {
        probe("status?status=201");

        var again = probe("status?status=201");

        assertThat(again.toString()).isEqualTo("201 call 1");
        assertThat(again.header("ETag")).isEqualTo("\"7\"");
        assertThat(again.header("Location")).isEqualTo("/api/v1/probe/7");
    }

    @Test
    void anotherStateAskedForIsAnotherRequest() {
        var api = new Api(second.port(), token(ALICE, "Alice"));
        api.post("/api/v1/probe/status?status=412", "", "Idempotency-Key", key, "If-Match", "\"7\"");

        var again = api.post("/api/v1/probe/status?status=412", "", "Idempotency-Key", key, "If-Match", "\"7\"");
        var corrected = api.post("/api/v1/probe/status?status=412", "", "Idempotency-Key", key, "If-Match", "\"8\"");

        assertThat(again.toString()).isEqualTo("412 call 1");
        assertThat(corrected.problem()).isEqualTo("422 IDEMPOTENCY_KEY_REUSED");
    }

    @Test
    void aCsvUploadIsOneEffectAsWell() throws Exception {
        var rows = "userId\n" + "12345\n".repeat(5_000);

        assertThat(csv(rows).body()).isEqualTo("1: 5001 lines");
        assertThat(csv(rows).body()).isEqualTo("1: 5001 lines");
        assertThat(csv(rows + "6\n").statusCode()).isEqualTo(422);
    }

    @Test
    void anAnswerUpToAMegabyteIsKeptAndALargerOnePassed() {
        for (var size : new int[] {1 << 20, (1 << 20) + 1}) {
            Probe.CALLS.set(0);
            var path = "large?size=" + size;
            var ownKey = key + size;

            var first = probe(path, ownKey);
            var again = probe(path, ownKey);

            assertThat(first.http().body()).hasSize(size);
            assertThat(again.http().body()).isEqualTo(first.http().body());
            assertThat(Probe.CALLS).hasValue(size > 1 << 20 ? 2 : 1);
        }
    }

    @Test
    void anAnswerThatStreamsIsPassedAndNotKept() {
        assertThat(probe("stream").toString()).isEqualTo("200 call 1");
        await().until(() -> count("idempotency_keys") == 0);
        assertThat(probe("stream").toString()).isEqualTo("200 call 2");
    }

    @Test
    void anAnswerByAWriterIsKept() {
        assertThat(probe("writer").toString()).isEqualTo("200 zażółć 1");
        assertThat(probe("writer").toString()).isEqualTo("200 zażółć 1");
    }

    @Test
    void aReadIgnoresTheKey() {
        var api = new Api(second.port(), token(ALICE, "Alice"));

        assertThat(api.get("/api/v1/probe/read", "Idempotency-Key", "odd key").toString())
                .isEqualTo("200 call 1");
        assertThat(count("idempotency_keys")).isZero();
    }

    @Test
    void aKeyWhoseInstanceDiedIsTakenOverAfterAMinute() {
        jdbc.sql("""
                        INSERT INTO idempotency_keys (caller_id, idem_key, request_hash, started_at)
                        VALUES (:caller, :key, UNHEX(SHA2(:request, 256)), :since)
                        """)
                .param("caller", ALICE)
                .param("key", key)
                .param("request", "POST /api/v1/probe/status?status=200\n")
                .param("since", utc(Instant.now().minusSeconds(30)))
                .update();

        assertThat(probe("status?status=200").problem()).isEqualTo("409 IDEMPOTENCY_IN_FLIGHT");
        jdbc.sql("UPDATE idempotency_keys SET started_at = :since")
                .param("since", utc(Instant.now().minusSeconds(61)))
                .update();
        assertThat(probe("status?status=200").toString()).isEqualTo("200 call 1");
        assertThat(probe("status?status=200").header("Idempotency-Replayed")).isEqualTo("true");
    }

    @Test
    void ofTwentyWhoWantToTakeAKeyOverOneDoes() throws Exception {
        for (var round = 0; round < 10; round++) {
            var dead = new IdempotencyKey(key + round);
            answersAt(now).claim(ALICE, dead, new byte[32]);

            var claims = atOnce(
                    Collections.nCopies(20, () -> answersAt(now.plusSeconds(60)).claim(ALICE, dead, new byte[32])));

            assertThat(claims).filteredOn(Answers.Claim.First.class::isInstance).hasSize(1);
            assertThat(claims)
                    .filteredOn(claim -> !(claim instanceof Answers.Claim.First))
                    .allMatch(Answers.Claim.InFlight.class::isInstance);
        }
    }

    @Test
    void whoWasTakenOverKeepsAndFreesNothing() {
        var slow = answersAt(now).claim(ALICE, new IdempotencyKey(key), new byte[32]);
        var quick = answersAt(now.plusSeconds(60)).claim(ALICE, new IdempotencyKey(key), new byte[32]);
        var answers = answersAt(now);

        answers.free(((Answers.Claim.First) slow).ticket());
        answers.keep(((Answers.Claim.First) slow).ticket(), new KeptAnswer(200, null, "", new byte[1]));

        assertThat(quick).isInstanceOf(Answers.Claim.First.class);
        assertThat(count("idempotency_keys WHERE status IS NULL")).isEqualTo(1);
    }

    @Test
    void answersAreKeptForADayAndThenForgotten() {
        for (var n = 0; n < 2_500; n++) {
            answersAt(now).claim(n + 1, new IdempotencyKey(key), new byte[32]);
        }

        assertThat(answersAt(now.plus(Duration.ofHours(24))).purge()).isZero();
        assertThat(answersAt(now.plus(Duration.ofHours(26))).purge()).isEqualTo(2_500);
        assertThat(count("idempotency_keys")).isZero();
    }

    private Answers answersAt(Instant moment) {
        return new Answers(jdbc, Clock.fixed(moment, ZoneOffset.UTC));
    }

    private Answer redeem(Api api, String code, String order) {
        return api.post("/api/v1/checkout/redeem", """
                {"code":"%s","orderId":"%s","orderAmount":100.00,"currency":"EUR"}""".formatted(code, order), "Idempotency-Key", key);
    }

    private Answer hold(Api api, String code) {
        return api.post("/api/v1/checkout/hold", "{\"code\":\"" + code + "\"}", "Idempotency-Key", key);
    }

    private Answer probe(String path) {
        return probe(path, key);
    }

    private static Answer probe(String path, String key) {
        return new Api(second.port(), token(ALICE, "Alice")).post("/api/v1/probe/" + path, "", "Idempotency-Key", key);
    }

    private HttpResponse<String> csv(String rows) throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + second.port() + "/api/v1/probe/csv"))
                    .header("Authorization", "Bearer " + token(ALICE, "Alice"))
                    .header("Content-Type", "text/csv")
                    .header("Idempotency-Key", key)
                    .POST(HttpRequest.BodyPublishers.ofString(rows))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }
}
