package dev.promo.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.promo.defaults.TestIssuer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Answers that are passed on as they come, and the one page that may take its time. */
@SpringBootTest(
        classes = {GatewayService.class, TestIssuer.class},
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "server.address=127.0.0.1",
            "management.server.port=0",
            "promo.gateway.read-timeout=500ms",
            "promo.gateway.longest-wait=20s",
            "promo.gateway.idle-limit=3s",
            "promo.gateway.max-answer-size=200KB",
            "promo.gateway.rate-limit.per-second=100000",
            "promo.gateway.rate-limit.burst=100000"
        })
@Timeout(60) // a stream that is not ended would be read for ever
class StreamedAnswersTests {
    private static final FakeService PROMOTION = new FakeService("promotion");
    private static final String EVENTS = "/api/v1/vouchers/events";
    private static final Duration BEYOND_THE_READ_TIMEOUT = Duration.ofMillis(800);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @LocalServerPort
    private int port;

    @Autowired
    private MeterRegistry metrics;

    @DynamicPropertySource
    static void services(DynamicPropertyRegistry registry) {
        registry.add("promo.gateway.promotion-url", PROMOTION::url);
    }

    @AfterAll
    static void close() {
        PROMOTION.close();
    }

    @BeforeEach
    void forget() {
        PROMOTION.forget();
    }

    @Test
    void eventsArriveOneByOneForAsLongAsTheyCome() throws Exception {
        var answer = get(EVENTS, BodyHandlers.ofInputStream());
        try (var lines = lines(answer)) {
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/event-stream;charset=UTF-8");

            for (var i = 0; i < 3; i++) {
                pass(BEYOND_THE_READ_TIMEOUT);
                PROMOTION.say("data: " + i + "\n\n");

                assertThat(lines.readLine()).isEqualTo("data: " + i);
                assertThat(lines.readLine()).isEmpty();
            }

            PROMOTION.say("");
            assertThat(lines.readLine()).isNull();
        }
    }

    @Test
    void aClientThatLeavesClosesTheServicesAnswer() throws Exception {
        var answer = get(EVENTS, BodyHandlers.ofInputStream());
        answer.body().close();

        await().until(() -> {
            PROMOTION.say(":\n\n");
            return PROMOTION.isAbandoned();
        });
    }

    @Test
    void aServiceThatFallsSilentIsHungUpOnAndTheClientIsNotToldThatThisWasAll() throws Exception {
        var answer = get(EVENTS, BodyHandlers.ofInputStream());
        PROMOTION.say("data: 1\n\n");

        assertThatThrownBy(() -> answer.body().readAllBytes()).isInstanceOf(IOException.class);

        await().until(() -> {
            PROMOTION.say(":\n\n");
            return PROMOTION.isAbandoned();
        });
    }

    @Test
    void anAnswerThatBreaksOffIsNotTakenForTheWhole() throws Exception {
        var answer = http.send(request(EVENTS).header("Last-Event-ID", "torn").build(), BodyHandlers.ofInputStream());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThatThrownBy(() -> answer.body().readAllBytes()).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/admin/campaigns/7/vouchers.csv", "/api/v1/campaigns/7/proof/chain"})
    void aListLargerThanAnyAnswerPassesWhole(String path) throws Exception {
        var answer = get(path, BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(FakeService.LINE_OF_CSV.repeat(FakeService.LINES_OF_CSV));
        assertThat(answer.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
    }

    @Test
    void noOtherAnswerIsLetThroughAtThatLength() throws Exception {
        assertThat(get("/api/v1/admin/campaigns/7/more/vouchers.csv", BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(502);
    }

    @Test
    void headersPassInBothDirectionsAsElsewhere() throws Exception {
        var request = request(EVENTS)
                .header("Last-Event-ID", "v1-c2")
                .header("X-User-Id", "1")
                .header("X-Correlation-Id", "trace-me-123")
                .build();
        var answer = http.send(request, BodyHandlers.ofInputStream());
        PROMOTION.say("");
        answer.body().readAllBytes();

        assertThat(PROMOTION.received()).singleElement().satisfies(received -> {
            assertThat(received.headers().getFirst("Last-Event-ID")).isEqualTo("v1-c2");
            assertThat(received.headers().get("X-Correlation-Id")).containsExactly("trace-me-123");
            assertThat(received.headers()).doesNotContainKey("X-user-id");
        });
        assertThat(answer.headers().allValues("X-Correlation-Id")).containsExactly("trace-me-123");
        assertThat(answer.headers().allValues("Cache-Control")).containsExactly("no-store");
        assertThat(answer.headers().map()).containsKeys("ratelimit", "ratelimit-policy");
    }

    @ParameterizedTest
    @CsvSource({
        "hang, 504, GATEWAY_TIMEOUT",
        "closed, 502, BAD_GATEWAY",
        "problem, 409, IDENTIFIER_TAKEN",
    })
    void whatFailsBeforeTheFirstByteIsAProblemAsElsewhere(String trouble, int status, String code) throws Exception {
        var answer = http.send(request(EVENTS).header("Last-Event-ID", trouble).build(), BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.body()).contains(code);
    }

    @Test
    void homeMayTakeAsLongAsTheClientWouldRatherWait() throws Exception {
        var request = request("/api/v1/home").header("Prefer", "wait=20").build();
        var answer = http.sendAsync(request, BodyHandlers.ofString());
        pass(BEYOND_THE_READ_TIMEOUT);
        PROMOTION.say("now");

        assertThat(answer.get().statusCode()).isEqualTo(200);
        assertThat(PROMOTION.received())
                .singleElement()
                .satisfies(received ->
                        assertThat(received.headers().getFirst("Prefer")).isEqualTo("wait=20"));
    }

    @Test
    void anAnswerThatWaitedAsWishedIsCountedApart() throws Exception {
        var before = timesOfHome("true");
        PROMOTION.say("now");
        http.send(request("/api/v1/home").header("Prefer", "wait=20").build(), BodyHandlers.ofString());
        await().untilAsserted(() -> assertThat(timesOfHome("true")).isEqualTo(before + 1));

        var others = timesOfHome("false");
        get("/api/v1/home", BodyHandlers.ofString());
        await().untilAsserted(() -> assertThat(timesOfHome("false")).isEqualTo(others + 1));
        assertThat(timesOfHome("true")).isEqualTo(before + 1);
    }

    private long timesOfHome(String waited) {
        return metrics.find("http.server.requests").tags("uri", "/api/v1/home", "waited", waited).timers().stream()
                .mapToLong(Timer::count)
                .sum();
    }

    @Test
    void homeMayNotTakeLongerForAnyOtherWish() throws Exception {
        var request = request("/api/v1/home").header("Prefer", "return=minimal").build();

        assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(504);
        PROMOTION.say("too late");
    }

    private <T> HttpResponse<T> get(String path, BodyHandler<T> body) throws IOException, InterruptedException {
        return http.send(request(path).build(), body);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + TestIssuer.tokenWithRoles("USER", "ADMIN"));
    }

    private static BufferedReader lines(HttpResponse<InputStream> answer) {
        return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    }

    private static void pass(Duration time) {
        var until = System.nanoTime() + time.toNanos();
        await().atMost(Duration.ofSeconds(10)).until(() -> System.nanoTime() - until >= 0);
    }
}
