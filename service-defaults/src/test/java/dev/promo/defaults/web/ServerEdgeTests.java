package dev.promo.defaults.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promo.defaults.Http;
import dev.promo.defaults.RawHttp;
import dev.promo.defaults.SampleServiceTest;
import dev.promo.defaults.TestIssuer;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;

/** What happens around the handlers: the server's own refusals, headers, limits, and the port of the actuator. */
@SampleServiceTest
@ExtendWith(OutputCaptureExtension.class)
class ServerEdgeTests {
    private final int port;
    private final Http http;
    private final Http management;
    private final MeterRegistry meters;

    ServerEdgeTests(@LocalServerPort int port, @LocalManagementPort int managementPort, ApplicationContext context) {
        this.port = port;
        this.http = new Http(port);
        this.management = new Http(managementPort);
        this.meters = context.getBean(MeterRegistry.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /a%00b HTTP/1.1                         | 400 | MALFORMED_REQUEST",
                "GET /a%2fb HTTP/1.1                         | 400 | MALFORMED_REQUEST",
                "GET /a{b HTTP/1.1                           | 400 | MALFORMED_REQUEST",
                "GET //me HTTP/1.1                           | 400 | MALFORMED_REQUEST",
                "GET /x/..;/me HTTP/1.1                      | 400 | MALFORMED_REQUEST",
                "GET /x/../me HTTP/1.1                       | 400 | MALFORMED_REQUEST",
                "GET /%2e%2e/me HTTP/1.1                     | 400 | MALFORMED_REQUEST",
                "GET /%252e/me HTTP/1.1                      | 400 | MALFORMED_REQUEST",
                "GET /me;x=1 HTTP/1.1                        | 400 | MALFORMED_REQUEST",
                "G@T / HTTP/1.1                              | 400 | MALFORMED_REQUEST",
                "TRACE /public HTTP/1.1                      | 405 | METHOD_NOT_ALLOWED",
                "CONNECT x:80 HTTP/1.1                       | 405 | METHOD_NOT_ALLOWED",
                "BREW /public HTTP/1.1                       | 405 | METHOD_NOT_ALLOWED",
                "POST /public HTTP/1.1                       | 401 | UNAUTHENTICATED",
                "GET /ME HTTP/1.1                            | 401 | UNAUTHENTICATED",
                "GET /error HTTP/1.1                         | 401 | UNAUTHENTICATED",
                "GET /actuator/health HTTP/1.1               | 401 | UNAUTHENTICATED",
                "GET /actuator/env HTTP/1.1                  | 401 | UNAUTHENTICATED",
            })
    void aRequestOutsideTheRulesIsAProblemDetail(String line, int status, String code) {
        refused(RawHttp.exchange(port, line + "\r\nHost: x\r\nConnection: close\r\n\r\n"), status, code);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 3\r\nContent-Length: 4\r\n",
                "Content-Length: 3\r\nTransfer-Encoding: xchunked\r\n",
                "Content-Length: -1\r\n",
                "Content-Length: x\r\n",
            })
    void anAmbiguousLengthIsRefusedAndTheConnectionClosed(String headers) {
        var answer = RawHttp.exchange(
                port,
                "POST /signup HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" + headers
                        + "\r\n{}\r\n\r\nGET /public HTTP/1.1\r\nHost: x\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 ").doesNotContain("\"open\"");
        assertThat(answer.split("HTTP/1.1 ", -1)).hasSize(2);
        assertThat(answer).startsWith("HTTP/1.1 400").contains("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x=%ff", "x=%", "x=%zz", "x=%c1%a1", "=", "=x", "%", "%ff=x", "a=1&MANY"})
    void aQueryThatCannotBeReadIsMalformedAndNoNoiseInTheLog(String query, CapturedOutput log) {
        var sent = query.replace("MANY", "a=1&".repeat(1_500));
        for (var line : new String[] {"GET /public", "GET /page", "POST /signup"}) {
            var answer = RawHttp.exchange(
                    port, line + "?" + sent + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");

            refused(answer, 400, "MALFORMED_REQUEST");
        }
        assertThat(log).doesNotContain("Exception");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a=", "a=1&a=2", "a=%C3%A9", "a=b=c", "a=+%2B"})
    void anyOtherQueryIsNobodysBusiness(String query) {
        assertThat(http.get("/public?" + query).statusCode()).isEqualTo(200);
    }

    @Test
    void anAddressThatDoesNotExistIsNothingToWarnOf(CapturedOutput log) {
        var answer = http.get("/not/here", "Authorization", "Bearer " + TestIssuer.token());

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(log).doesNotContain("/not/here");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u00ff",
                "\u00c1\u00a1",
                "\u00c0\u00af",
                "\u00ed\u00a0\u0080",
                "\u00e2\u0082",
                "\u00f4\u0090\u0080\u0080"
            })
    void aBodyThatIsNotUtf8IsNoJson(String bytes) {
        var body = "{\"name\":\"" + bytes + "\"}";

        refused(signup("Content-Length: " + body.length(), body), 400, "MALFORMED_JSON");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-16", "UTF-32LE", "UTF-32BE"})
    void aBodyInAnotherUnicodeEncodingIsNoJson(String encoding) {
        var bytes = "{\"name\":\"Ada\"}".getBytes(Charset.forName(encoding));

        var answer = signup("Content-Length: " + bytes.length, new String(bytes, StandardCharsets.ISO_8859_1));

        refused(answer, 400, "MALFORMED_JSON");
    }

    @Test
    void aBodyInUtf8IsReadToTheLastCharacter() {
        var body = new String(
                "{\"name\":\"\u00e9\u20ac\ud83d\ude00\"}".getBytes(StandardCharsets.UTF_8),
                StandardCharsets.ISO_8859_1);

        assertThat(signup("Content-Length: " + body.length(), body))
                .startsWith("HTTP/1.1 200")
                .contains(body);
    }

    @Test
    void withoutAHostTheRequestIsMalformed() {
        refused(RawHttp.exchange(port, "GET /public HTTP/1.1\r\nConnection: close\r\n\r\n"), 400, "MALFORMED_REQUEST");
    }

    @Test
    void headersBeyondTheLimitAreRefusedAsSuch() {
        var answer =
                RawHttp.exchange(port, "GET /public HTTP/1.1\r\nHost: x\r\nX-Fill: " + "f".repeat(65_000) + "\r\n\r\n");

        refused(answer, 431, "HEADERS_TOO_LARGE");
    }

    @Test
    void aBodyBeyondTheLimitIsRefusedWhetherAnnouncedOrChunked() {
        var large = "{\"name\":\"" + "n".repeat(70_000) + "\"}";

        refused(signup("Content-Length: " + large.length(), large), 413, "PAYLOAD_TOO_LARGE");
        refused(signup("Transfer-Encoding: chunked", chunk(large) + chunk("")), 413, "PAYLOAD_TOO_LARGE");
    }

    @ParameterizedTest
    @CsvSource({
        "POST, application/x-www-form-urlencoded",
        "PUT, application/x-www-form-urlencoded",
        "PATCH, application/x-www-form-urlencoded",
        "DELETE, application/x-www-form-urlencoded",
        "POST, multipart/form-data; boundary=b",
        "PUT, multipart/form-data; boundary=b",
    })
    void aFormIsRefusedWithoutBeingReadWhetherAnnouncedOrChunked(String method, String type) {
        var head = method + " /me HTTP/1.1\r\nHost: x\r\nContent-Type: " + type + "\r\n";
        var authorization = "Authorization: Bearer " + TestIssuer.token() + "\r\n";

        for (var length : new String[] {"Content-Length: 60000000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n"}) {
            assertThat(RawHttp.answerBeforeBody(port, head + length)).startsWith("HTTP/1.1 401");
        }
        assertThat(RawHttp.answerBeforeBody(port, head + authorization + "Content-Length: 60000000\r\n\r\n"))
                .startsWith("HTTP/1.1 413");
        refused(
                RawHttp.exchange(
                        port,
                        head + authorization + "Transfer-Encoding: chunked\r\n\r\n" + chunk("f".repeat(70_000))
                                + chunk("")),
                415,
                "UNSUPPORTED_MEDIA_TYPE");
    }

    @Test
    void aFormCannotNameAnotherMethodForItsRequest() {
        var answer = http.send(
                "POST",
                "/public",
                "_method=GET",
                "Content-Type",
                "application/x-www-form-urlencoded",
                "Authorization",
                "Bearer " + TestIssuer.token());

        assertThat(answer.statusCode()).isEqualTo(415);
    }

    @Test
    void aChunkedBodyWithinTheLimitIsRead() {
        var answer = signup("Transfer-Encoding: chunked", chunk("{\"nam") + chunk("e\":\"Ada\"}") + chunk(""));

        assertThat(answer).startsWith("HTTP/1.1 200").contains("\"name\":\"Ada\"");
    }

    @Test
    void aBodyThatEndsTooSoonIsRefused() {
        refused(signup("Content-Length: 100", "{\"name\":\"Ada\"}"), 400, "MALFORMED_REQUEST");
    }

    private String signup(String lengthHeader, String body) {
        var head = "POST /signup HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\n";
        return RawHttp.exchange(port, head + lengthHeader + "\r\n\r\n" + body);
    }

    private static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }

    @Test
    void goodAnswersCarryTheSecurityHeadersToo() {
        var answer = http.get("/public", "Origin", "http://evil", "X-Forwarded-Host", "evil");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().map())
                .containsKeys(
                        "cache-control",
                        "x-content-type-options",
                        "x-frame-options",
                        "content-security-policy",
                        "x-correlation-id")
                .doesNotContainKeys("server", "access-control-allow-origin", "set-cookie");
    }

    @Test
    void anAcceptableCorrelationIdIsKeptAndAnotherReplaced() {
        assertThat(http.get("/public", "X-Correlation-Id", "abc-DEF_1.2")
                        .headers()
                        .allValues("X-Correlation-Id"))
                .containsExactly("abc-DEF_1.2");
        for (var bad : new String[] {"short", "x".repeat(65), "with space", "a;drop-table"}) {
            assertThat(http.get("/public", "X-Correlation-Id", bad).headers().allValues("X-Correlation-Id"))
                    .singleElement()
                    .isNotEqualTo(bad);
        }
    }

    @Test
    void theManagementPortShowsHealthAndMetricsWithoutATokenAndNothingElse() {
        assertThat(management.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
        assertThat(management.get("/actuator/health/liveness").statusCode()).isEqualTo(200);
        assertThat(management.get("/actuator/info").statusCode()).isEqualTo(200);
        for (var hidden : new String[] {
            "", "/env", "/heapdump", "/beans", "/loggers", "/shutdown", "/metrics", "/health/x/../../env"
        }) {
            assertThat(management.get("/actuator" + hidden).statusCode())
                    .as(hidden)
                    .isBetween(400, 404);
        }
        assertThat(management
                        .get("/me", "Authorization", "Bearer " + TestIssuer.token())
                        .statusCode())
                .isEqualTo(404);
        assertThat(management.send("POST", "/actuator/health", null).statusCode())
                .isEqualTo(405);
    }

    @Test
    void everyMetricIsTaggedWithTheApplication() {
        assertThat(meters.getMeters())
                .isNotEmpty()
                .allSatisfy(
                        meter -> assertThat(meter.getId().getTag("application")).isEqualTo("sample"));
    }

    private static void refused(String answer, int status, String code) {
        assertThat(answer)
                .startsWith("HTTP/1.1 " + status)
                .contains("\"code\":\"" + code + "\"")
                .doesNotContain("<html", "Tomcat", "Exception");
        assertThat(answer.toLowerCase(Locale.ROOT))
                .contains(
                        "content-type: application/problem+json",
                        "cache-control: no-store",
                        "x-content-type-options: nosniff",
                        "x-correlation-id: ");
    }
}
