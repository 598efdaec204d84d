package dev.promo.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.promo.defaults.RawHttp;
import dev.promo.local.demo.Crowd;
import dev.promo.local.demo.Person;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The lines of {@code docs/security.md} about what stands between a client and the services: headers, paths, sizes, framing. */
class EdgeLinesIT {

    private static final String ME = "/api/v1/user/me";
    private static final String LOGIN = "/api/v1/user/login";
    private static final String SIGNUP = "/api/v1/user/signup";

    private final RunningSystem system = RunningSystem.healthy();
    private final URI gateway = system.stack().url();
    private final Person ann;
    private final Person bob;
    private final String token;

    EdgeLinesIT() throws InterruptedException {
        var people = system.newPeople(2);
        ann = people.getFirst();
        bob = people.getLast();
        token = system.logInAtOnce(List.of(ann)).getFirst().accessToken();
    }

    @TestFactory
    Stream<DynamicTest> identityHeadersChangeNothing() {
        var bobsId = Long.toString(system.userId(bob));
        return Stream.of(
                        "X-User-Id: " + bobsId,
                        "x_user_id: " + bobsId,
                        "X-User-Id: 1\r\nX-User-Id: " + bobsId,
                        "X-User-Roles: ADMIN",
                        "X-User-Id: " + bobsId + "\r\nX-User-Roles: ADMIN")
                .map(headers -> dynamicTest("28 " + readable(headers), () -> {
                    assertThat(Answer.to(gateway, get(ME, headers, bearer())).body)
                            .contains(ann.userName())
                            .doesNotContain(bob.userName());
                    assertThat(Answer.to(gateway, get("/api/v1/admin/campaigns", headers, bearer())).status)
                            .isEqualTo(403);
                }));
    }

    @TestFactory
    Stream<DynamicTest> aConnectionHeaderTakesNothingAway() {
        return Stream.of("X-User-Id, Authorization", "authorization", "close, Authorization", "X-Client-Address")
                .map(names -> dynamicTest("29 Connection: " + names, () -> {
                    var answer = Answer.to(gateway, get(ME, "Connection: " + names, "X-User-Id: 1\r\n" + bearer()));

                    if (answer.status != 400) {
                        assertThat(answer.status).as(answer.head).isEqualTo(200);
                        assertThat(answer.body).contains(ann.userName());
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> pastTheGatewayATokenIsNeededToo() {
        return Stream.concat(system.stack().auths().stream(), system.stack().promotions().stream())
                .flatMap(service -> Stream.of(ME, "/homepage", "/api/v1/admin/campaigns", "/api/v1/vouchers")
                        .map(path -> dynamicTest("30 straight to " + service.name() + path, () -> {
                            var answer = Answer.to(service.url(), get(path, "X-User-Id: 1", "X-User-Roles: ADMIN"));

                            assertThat(answer.status).as(answer.head).isEqualTo(401);
                        })));
    }

    @TestFactory
    Stream<DynamicTest> forwardingHeadersAreReflectedNowhere() {
        return Stream.of(
                        "X-Forwarded-Host: evil.example",
                        "X-Forwarded-Proto: gopher",
                        "X-Forwarded-Prefix: /evil.example",
                        "X-Forwarded-Port: 6666",
                        "Forwarded: host=evil.example;proto=gopher",
                        "X-Original-URL: /evil.example",
                        "X-Rewrite-URL: /evil.example")
                .flatMap(header -> Stream.of(ME, "/nowhere", "/.well-known/openid-configuration", "/swagger-ui")
                        .map(path -> dynamicTest("32 " + header + " at " + path, () -> {
                            var answer = Answer.to(gateway, get(path, header, bearer()));

                            assertThat(answer.status).isLessThan(500);
                            assertThat(answer.head + answer.body).doesNotContain("evil.example", "gopher", "6666");
                        })));
    }

    @TestFactory
    Stream<DynamicTest> noTrickOfAPathOpensADoor() {
        return Stream.of(
                        "//homepage",
                        "/homepage/",
                        "/HOMEPAGE",
                        "/Homepage",
                        "/homepage;x",
                        "/homepage;jsessionid=1",
                        "/homepage%00",
                        "/homepage%2f",
                        "/homepage%252f",
                        "/%68omepage",
                        "/x/..;/homepage",
                        "/x/../homepage",
                        "/x/%2e%2e/homepage",
                        "/x/%252e%252e/homepage",
                        "/x/..%2fhomepage",
                        "/./homepage",
                        "/swagger-ui/../homepage",
                        "/swagger-ui/..;/homepage",
                        "/swagger-ui/%2e%2e/homepage",
                        "/swagger-ui/..%5chomepage",
                        "/oauth2/jwks/../../homepage",
                        "/oauth2/jwks/..;/..;/homepage",
                        "/api/v1/user/login/../me",
                        "/api/v1/user//me",
                        "/api/v1/user/me/",
                        "/api/v1/user/me.json",
                        "/api/v1/user/login;/../me",
                        "/api/v1/ADMIN/campaigns",
                        "/api/v1/admin;x/campaigns",
                        "/api/v1/public/../admin/campaigns",
                        "/homepage%0d%0aX-Evil:1",
                        "/homepage\\..\\homepage",
                        "http://127.0.0.1/homepage")
                .map(path -> dynamicTest("33 " + path, () -> {
                    for (var door : doors()) {
                        var answer = Answer.to(door, get(path, "", ""));

                        assertThat(answer.status).as("%s %s", door, answer.head).isIn(400, 401, 404);
                        assertThat(answer.body).doesNotContain(ann.userName());
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> methodsThatNobodyUsesAreNotAllowed() {
        return Stream.of("TRACE", "CONNECT", "PROPFIND", "FOO", "get", "TRACK", "DEBUG")
                .map(method -> dynamicTest("34 " + method, () -> {
                    for (var door : doors()) {
                        var answer = Answer.to(
                                door,
                                method + " " + ME + " HTTP/1.1\r\nHost: x\r\n" + bearer()
                                        + "\r\nConnection: close\r\n\r\n");

                        assertThat(answer.status).as("%s %s", door, answer.head).isIn(400, 405, 501);
                        assertThat(answer.status == 405 || !method.matches("[A-Z]+") || method.equals("CONNECT"))
                                .as("%s %s", door, answer.head)
                                .isTrue();
                        assertThat(answer.body).doesNotContain(token);
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> noHeaderOrParameterNamesAnotherMethod() {
        return Stream.of("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")
                .map(header -> dynamicTest("34 " + header, () -> {
                    var answer = Answer.to(gateway, get(ME + "?_method=DELETE", header + ": DELETE", bearer()));

                    assertThat(answer.status).isEqualTo(200);
                    assertThat(answer.body).contains(ann.userName());
                }));
    }

    @TestFactory
    Stream<DynamicTest> anAmbiguousFrameIsRefusedAndNothingBehindItIsRun() {
        return Stream.of(
                        "Content-Length: 4\r\nContent-Length: 5",
                        "Content-Length: 4, 5",
                        "Content-Length: +4",
                        "Content-Length: 0x4",
                        "Content-Length: -1",
                        "Transfer-Encoding: xchunked",
                        "Transfer-Encoding: chunked, identity",
                        "Transfer-Encoding : chunked",
                        "Transfer-Encoding: chunked\r\nTransfer-Encoding: x")
                .map(headers -> dynamicTest("35 " + readable(headers), () -> {
                    for (var door : loginDoors()) {
                        var answers = RawHttp.exchange(door.getPort(), chunkedLogin(headers) + smuggled());

                        assertThat(answers).as("%s", door).containsPattern("^HTTP/1.1 (400|501) ");
                        assertThat(answers).containsOnlyOnce("HTTP/1.1 ").doesNotContain(ann.userName(), "accessToken");
                    }
                }));
    }

    /** RFC 9112 §6.3: the chunks count, and the connection ends with the answer. */
    @TestFactory
    Stream<DynamicTest> ofALengthAndChunksTheChunksCountAndNothingBehindThemIsRun() {
        return Stream.of(
                        "Content-Length: 4\r\nTransfer-Encoding: chunked",
                        "Transfer-Encoding: chunked\r\nContent-Length: 4",
                        "Transfer-Encoding: chunked\r\nContent-Length: 100000")
                .map(headers -> dynamicTest("35 " + readable(headers), () -> {
                    for (var door : loginDoors()) {
                        var answers = RawHttp.exchange(door.getPort(), chunkedLogin(headers) + smuggled());

                        assertThat(answers).as("%s", door).startsWith("HTTP/1.1 200 ");
                        assertThat(answers)
                                .containsOnlyOnce("HTTP/1.1 ")
                                .containsIgnoringCase("Connection: close")
                                .contains("accessToken")
                                .doesNotContain(ann.userName());
                    }
                }));
    }

    private List<URI> loginDoors() {
        return List.of(gateway, system.stack().auths().getFirst().url());
    }

    /** Bob's login in one chunk, under these headers. */
    private String chunkedLogin(String headers) {
        var body = "{\"account\":\"%s\",\"password\":\"%s\"}".formatted(bob.userName(), bob.password());
        return "POST " + LOGIN + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" + headers + "\r\n\r\n"
                + Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n";
    }

    private String smuggled() {
        return "GET " + ME + " HTTP/1.1\r\nHost: x\r\n" + bearer() + "\r\n\r\n";
    }

    @Test
    void foldedHeadersBareLineFeedsAndChunkExtensionsAreReadInTheOneWayThatTheStandardAllows_35() {
        for (var door : doors()) {
            var bare = RawHttp.exchange(
                    door.getPort(),
                    "GET " + ME + " HTTP/1.1\nHost: x\n" + bearer() + "\nConnection: close\n\nGET /x HTTP/1.1\n\n");
            assertThat(bare).as("bare line feeds at %s", door).containsOnlyOnce("HTTP/1.1 ");

            var folded = RawHttp.exchange(
                    door.getPort(),
                    "GET " + ME + " HTTP/1.1\r\nHost: x\r\nX-Folded: a\r\n b: c\r\n" + bearer()
                            + "\r\nConnection: close\r\n\r\n" + smuggled());
            assertThat(folded).as("a folded header at %s", door).containsOnlyOnce("HTTP/1.1 ");

            var extension = "x".repeat(20_000);
            var long_ = RawHttp.exchange(
                    door.getPort(),
                    "POST " + LOGIN
                            + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n"
                            + "Connection: close\r\n\r\n2;a=" + extension + "\r\n{}\r\n0\r\n\r\n");
            assertThat(long_).as("a long chunk extension at %s", door).containsPattern("^HTTP/1.1 4\\d\\d ");
        }
    }

    @TestFactory
    Stream<DynamicTest> noUpgradeIsGranted() {
        return Stream.of(
                        "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA",
                        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                        "Connection: Upgrade\r\nUpgrade: TLS/1.0")
                .map(headers -> dynamicTest("36 " + readable(headers), () -> {
                    for (var door : doors()) {
                        var answer = RawHttp.answerBeforeBody(
                                door.getPort(), "GET " + ME + " HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n\r\n");

                        assertThat(answer).as("%s", door).startsWith("HTTP/1.1 401 ");
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> thePublicPortsKnowNoManagement() {
        return Stream.of(
                        "GET /actuator",
                        "GET /actuator/env",
                        "GET /actuator/health",
                        "GET /actuator/health/x/../env",
                        "GET /actuator/heapdump",
                        "GET /actuator/gateway/routes",
                        "POST /actuator/refresh",
                        "POST /actuator/shutdown",
                        "GET /actuator/loggers",
                        "GET /actuator/prometheus",
                        "GET /env",
                        "GET /heapdump",
                        "GET /v3/api-docs",
                        "GET /h2-console")
                .map(line -> dynamicTest("37 " + line, () -> {
                    for (var door : doors()) {
                        for (var credentials : List.of("", bearer())) {
                            var answer = Answer.to(
                                    door,
                                    line + " HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n"
                                            + credentials + (credentials.isEmpty() ? "" : "\r\n") + "\r\n");

                            assertThat(answer.status)
                                    .as("%s %s", door, answer.head)
                                    .isIn(400, 401, 404);
                        }
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> theManagementPortShowsHealthAndMetricsAlone() {
        return system.stack().gateways().stream()
                .flatMap(_ -> Stream.of("env", "heapdump", "beans", "loggers", "threaddump", "configprops", "shutdown"))
                .distinct()
                .map(endpoint -> dynamicTest("37 management " + endpoint, () -> {
                    for (var port : managementPorts()) {
                        assertThat(Answer.to(port, get("/actuator/" + endpoint, "", "")).status)
                                .as("%s", port)
                                .isEqualTo(404);
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> aForeignOriginIsGrantedNothing() {
        return Stream.of("https://evil.example", "null", "http://127.0.0.1.evil.example", "file://")
                .flatMap(origin -> Stream.of("GET " + ME, "OPTIONS " + ME, "OPTIONS " + LOGIN, "POST " + LOGIN)
                        .map(line -> dynamicTest("38 " + line + " from " + origin, () -> {
                            var answer = Answer.to(
                                    gateway,
                                    line + " HTTP/1.1\r\nHost: x\r\nOrigin: " + origin
                                            + "\r\nAccess-Control-Request-Method: POST\r\nContent-Length: 0\r\nConnection: close\r\n"
                                            + bearer() + "\r\n\r\n");

                            assertThat(answer.head.toLowerCase(Locale.ROOT)).doesNotContain("access-control-allow");
                            assertThat(answer.status).isLessThan(500);
                        })));
    }

    @TestFactory
    Stream<DynamicTest> everyAnswerCarriesTheSecurityHeaders() {
        return Stream.of(
                        new Line(200, get(ME, "", bearer())),
                        new Line(400, get("//x", "", "")),
                        new Line(400, post(LOGIN, "application/json", "{")),
                        new Line(401, get(ME, "", "")),
                        new Line(403, get("/api/v1/admin/campaigns", "", bearer())),
                        new Line(404, get("/nowhere", "", bearer())),
                        new Line(405, "TRACE / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
                        new Line(413, post(SIGNUP, "application/json", "\"" + "x".repeat(200_000) + "\"")),
                        new Line(415, post(SIGNUP, "text/plain", "x")),
                        new Line(431, get(ME, "X-Long: " + "x".repeat(70_000), "")))
                .map(line -> dynamicTest("39 on " + line.status, () -> {
                    for (var door : doors()) {
                        if (door.equals(system.stack().promotions().getFirst().url())
                                && (line.request.contains(SIGNUP)
                                        || line.request.contains(LOGIN)
                                        || line.request.contains(ME))) {
                            continue;
                        }
                        if (line.request.contains("/admin/campaigns")
                                && door.equals(system.stack().auths().getFirst().url())) {
                            continue;
                        }
                        var answer = Answer.to(door, line.request);

                        assertThat(answer.status).as("%s %s", door, answer.head).isEqualTo(line.status);
                        assertThat(answer.head
                                        .lines()
                                        .map(header -> header.toLowerCase(Locale.ROOT))
                                        .toList())
                                .as("%s", door)
                                .contains(
                                        "x-content-type-options: nosniff",
                                        "x-frame-options: deny",
                                        "cache-control: no-store",
                                        "referrer-policy: no-referrer")
                                .anyMatch(header -> header.startsWith("content-security-policy: default-src 'none'"))
                                .noneMatch(
                                        header -> header.startsWith("server:") || header.startsWith("x-powered-by:"));
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> theHostOfAClientIsReflectedNowhere() {
        return Stream.of("/nowhere", ME, "/.well-known/openid-configuration", "/swagger-ui", "/openapi/auth.yaml")
                .map(path -> dynamicTest("40 Host: evil.example at " + path, () -> {
                    var answer = Answer.to(
                            gateway, "GET " + path + " HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");

                    assertThat(answer.head + answer.body).doesNotContain("evil.example");
                }));
    }

    @TestFactory
    Stream<DynamicTest> whatIsTooLargeTooDeepOrOfAnotherKindIsRefused() throws Exception {
        var zipped = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(zipped)) {
            gzip.write("{}".getBytes(StandardCharsets.UTF_8));
        }
        return Stream.of(
                        new Line(431, get(ME, "X-Long: " + "x".repeat(64 * 1024), "")),
                        new Line(413, post(LOGIN, "application/json", "x".repeat(10_000_000))),
                        new Line(400, post(LOGIN, "application/json", "[".repeat(30_000))),
                        new Line(400, post(LOGIN, "application/json", "{\"a\":".repeat(12_000))),
                        new Line(
                                415,
                                post(
                                        LOGIN,
                                        "application/json\r\nContent-Encoding: gzip",
                                        zipped.toString(StandardCharsets.ISO_8859_1))),
                        new Line(415, post(LOGIN, "application/xml", "<!DOCTYPE x SYSTEM \"file:///etc/passwd\"><x/>")),
                        new Line(415, post(LOGIN, "application/json; charset=utf-7", "{}")),
                        new Line(
                                415,
                                "POST " + LOGIN
                                        + " HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"))
                .map(line -> dynamicTest("41 " + readable(line.request), () -> {
                    for (var door :
                            List.of(gateway, system.stack().auths().getFirst().url())) {
                        var answer = Answer.to(door, line.request);

                        assertThat(answer.status).as("%s %s", door, answer.head).isEqualTo(line.status);
                        assertThat(answer.head).containsIgnoringCase("application/problem+json");
                    }
                }));
    }

    @Test
    void slowClientsAreSentAwayAndOthersAreServedMeanwhile_42() throws Exception {
        var slow = new ArrayList<Socket>();
        try {
            for (var i = 0; i < 100; i++) {
                slow.add(open("GET " + ME + " HTTP/1.1\r\nHost: x\r\nX-Slow: "));
                slow.add(open("POST " + LOGIN
                        + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"));
                slow.add(open("GET /openapi/promotion.yaml HTTP/1.1\r\nHost: x\r\n\r\n")); // and never reads
            }

            var others = new Crowd(8)
                    .all(IntStream.range(0, 200)
                            .<Callable<Integer>>mapToObj(_ -> () ->
                                    Http.get(gateway, ME, "Bearer " + token).status())
                            .toList());

            assertThat(others).containsOnly(200);
            for (var socket : slow) {
                assertThat(isEndedByTheServer(socket)).isTrue();
            }
        } finally {
            for (var socket : slow) {
                socket.close();
            }
        }
    }

    private Socket open(String beginning) throws Exception {
        var socket = new Socket(InetAddress.getLoopbackAddress(), gateway.getPort());
        socket.setSoTimeout(Math.toIntExact(Duration.ofSeconds(90).toMillis()));
        socket.getOutputStream().write(beginning.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return socket;
    }

    /** Reads up to the end, which the server makes: by an answer and a close, or by a close alone. */
    private static boolean isEndedByTheServer(Socket socket) {
        try {
            socket.getInputStream().readAllBytes();
            return true;
        } catch (java.net.SocketTimeoutException _) {
            return false;
        } catch (java.io.IOException reset) {
            return true;
        }
    }

    private List<URI> doors() {
        return List.of(
                gateway,
                system.stack().auths().getFirst().url(),
                system.stack().promotions().getFirst().url());
    }

    private List<URI> managementPorts() {
        return List.of(
                system.stack().gateways().getFirst().managementUrl(),
                system.stack().auths().getFirst().managementUrl(),
                system.stack().promotions().getFirst().managementUrl());
    }

    private String bearer() {
        return "Authorization: Bearer " + token;
    }

    private static String get(String path, String header, String other) {
        return "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + line(header) + line(other)
                + (header.startsWith("Connection:") ? "" : "Connection: close\r\n") + "\r\n";
    }

    private static String line(String header) {
        return header.isEmpty() ? "" : header + "\r\n";
    }

    private static String post(String path, String type, String body) {
        return "POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: " + type + "\r\nContent-Length: "
                + body.length() + "\r\nConnection: close\r\n\r\n" + body;
    }

    private static String readable(String text) {
        var short_ = text.length() > 160 ? text.substring(0, 160) + "…" : text;
        return short_.replace("\r\n", " | ").replaceAll("[^ -~…]", "?");
    }

    private record Line(int status, String request) {}

    /** The first answer on a connection of its own. */
    private record Answer(int status, String head, String body) {

        static Answer to(URI door, String request) {
            var all = RawHttp.exchange(door.getPort(), request);
            var end = all.indexOf("\r\n\r\n");
            assertThat(all).as(readable(request)).startsWith("HTTP/1.1 ").contains("\r\n\r\n");
            return new Answer(Integer.parseInt(all.substring(9, 12)), all.substring(0, end), all.substring(end + 4));
        }
    }
}
