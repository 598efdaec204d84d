package dev.promo.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promo.defaults.Http;
import dev.promo.defaults.RawHttp;
import dev.promo.defaults.TestIssuer;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The gateway over real sockets, in front of two real HTTP servers. */
@SpringBootTest(
        classes = {GatewayService.class, TestIssuer.class},
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "server.address=127.0.0.1",
            "management.server.port=0",
            "promo.gateway.read-timeout=700ms",
            "promo.gateway.max-answer-size=200KB",
            "promo.gateway.rate-limit.per-second=100000",
            "promo.gateway.rate-limit.burst=100000",
            "promo.gateway.credential-rate-limit.per-second=100000",
            "promo.gateway.credential-rate-limit.burst=100000"
        })
class GatewayTests {
    private static final FakeService AUTH = new FakeService("auth");
    private static final FakeService PROMOTION = new FakeService("promotion");

    private final int port;
    private final Http http;
    private final Http management;

    GatewayTests(@LocalServerPort int port, @LocalManagementPort int managementPort) {
        this.port = port;
        this.http = new Http(port);
        this.management = new Http(managementPort);
    }

    @DynamicPropertySource
    static void services(DynamicPropertyRegistry registry) {
        registry.add("promo.gateway.auth-url", AUTH::url);
        registry.add("promo.gateway.promotion-url", PROMOTION::url);
    }

    @AfterAll
    static void close() {
        AUTH.close();
        PROMOTION.close();
    }

    @BeforeEach
    void forget() {
        AUTH.forget();
        PROMOTION.forget();
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /api/v1/user/signup",
        "POST, /api/v1/user/login",
        "POST, /api/v1/user/token/refresh",
        "POST, /api/v1/user/password/reset-requests",
        "POST, /api/v1/user/password/reset",
        "GET, /.well-known/openid-configuration",
        "GET, /.well-known/oauth-authorization-server",
    })
    void thePublicEndpointsOfAuthNeedNoToken(String method, String path) {
        var answer = http.send(method, path, method.equals("POST") ? "{}" : null, "Content-Type", "application/json");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("auth");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/v1/user/me, auth",
        "DELETE, /api/v1/user/me, auth",
        "POST, /api/v1/user/password, auth",
        "GET, /api/v1/home, promotion",
        "GET, /homepage, promotion",
        "GET, /api/v1/vouchers?status=active, promotion",
        "GET, /api/v1/campaigns/7/proof, promotion",
        "POST, /api/v1/vouchers/x, promotion",
        "GET, /api/v1/promotions/7, promotion",
        "POST, /api/v1/checkout/quote, promotion",
    })
    void everythingElseNeedsAValidTokenAndGoesToItsService(String method, String path, String service) {
        assertThat(http.send(method, path, null).statusCode()).isEqualTo(401);
        assertThat(http.send(method, path, null, "Authorization", "Bearer x").statusCode())
                .isEqualTo(401);
        assertThat(AUTH.received()).isEmpty();
        assertThat(PROMOTION.received()).isEmpty();

        var token = TestIssuer.token();
        var answer = http.send(method, path, null, "Authorization", "Bearer " + token);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains(service);
        var received = (service.equals("auth") ? AUTH : PROMOTION).received();
        assertThat(received).singleElement().satisfies(request -> {
            assertThat(request.method()).isEqualTo(method);
            assertThat(request.uri()).isEqualTo(path);
            assertThat(request.headers().get("Authorization")).containsExactly("Bearer " + token);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/v1/admin/users?account=ann, auth",
        "PUT, /api/v1/admin/users/7/roles, auth",
        "POST, /api/v1/admin/keys/rotations, auth",
        "GET, /api/v1/admin/users/audit?user=7, auth",
        "POST, /api/v1/admin/service-accounts, auth",
        "DELETE, /api/v1/admin/service-accounts/sa-7, auth",
        "POST, /api/v1/admin/campaigns, promotion",
        "PATCH, /api/v1/admin/campaigns/7, promotion",
        "POST, /api/v1/admin/vouchers/x/revoke, promotion",
    })
    void onlyAnAdminsRequestReachesTheAdminPathsOfAService(String method, String path, String service) {
        assertThat(http.send(method, path, null).statusCode()).isEqualTo(401);
        refused(http.send(method, path, null, "Authorization", "Bearer " + TestIssuer.token()), 403, "FORBIDDEN");
        assertThat(AUTH.received()).isEmpty();
        assertThat(PROMOTION.received()).isEmpty();

        var admin = TestIssuer.tokenWithRoles("USER", "ADMIN");
        var answer = http.send(method, path, null, "Authorization", "Bearer " + admin);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat((service.equals("auth") ? AUTH : PROMOTION).received())
                .singleElement()
                .satisfies(request -> assertThat(request.uri()).isEqualTo(path));
    }

    @Test
    void theChallengeNamesAnErrorOnlyIfATokenWasSent() {
        assertThat(http.get("/homepage").headers().allValues("WWW-Authenticate"))
                .containsExactly("Bearer");
        assertThat(http.get("/homepage", "Authorization", "Bearer x").headers().allValues("WWW-Authenticate"))
                .containsExactly("Bearer error=\"invalid_token\"");
    }

    @Test
    void anUnknownAddressIsNotFound() {
        refused(good("/nowhere"), 404, "NOT_FOUND");
        refused(good("/api/v1/home/"), 404, "NOT_FOUND");
        refused(good("/HOMEPAGE"), 404, "NOT_FOUND");
        refused(good("/actuator/health"), 404, "NOT_FOUND");
        refused(good("/actuator/gateway/routes"), 404, "NOT_FOUND");
        refused(http.get("/nowhere"), 401, "UNAUTHENTICATED");
        refused(http.get("/actuator/env"), 401, "UNAUTHENTICATED");
        assertThat(management.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
        assertThat(management.get("/actuator/gateway/routes").statusCode()).isEqualTo(404);
        assertThat(management.get("/actuator/env").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//homepage",
                "/x/..;/homepage",
                "/x/../homepage",
                "/x/%2e%2e/homepage",
                "/api/v1%2fhome",
                "/api/v1/home;x=1",
                "/api/v1/home%00",
                "/api/v1/%252e/home",
                "/api/v1/home%0a",
                "/api\\v1\\home",
                "/api/v1/home%5c",
                "/api/v1/./home",
            })
    void aTrickyPathIsMalformedWithAndWithoutAToken(String path) {
        for (var authorization : List.of("", "Authorization: Bearer " + TestIssuer.token() + "\r\n")) {
            var answer = raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + authorization + "\r\n");

            assertThat(answer).startsWith("HTTP/1.1 400").contains("\"code\":\"MALFORMED_REQUEST\"");
        }
        assertThat(PROMOTION.received()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x=%ff", "x=%", "=", "%", "status=%ff", "a=1&MANY"})
    void aQueryThatCannotBeReadIsMalformedAndGoesNowhere(String query) {
        var sent = query.replace("MANY", "a=1&".repeat(1_500));
        for (var line :
                List.of("GET /oauth2/jwks", "GET /homepage", "GET /api/v1/vouchers", "POST /api/v1/user/login")) {
            var answer =
                    raw(line + "?" + sent + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");

            assertThat(answer).startsWith("HTTP/1.1 400").contains("\"code\":\"MALFORMED_REQUEST\"");
        }
        assertThat(AUTH.received()).isEmpty();
        assertThat(PROMOTION.received()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*/*",
                "application/*",
                "application/*+json",
                "multipart/form-data",
                "multipart/mixed",
                "application/x-www-form-urlencoded",
            })
    void aBodyOfAnotherTypeIsRefusedAndWithoutABodyTheTypeMeansNothing(String type) {
        refused(http.send("POST", "/api/v1/user/login", "{}", "Content-Type", type), 415, "UNSUPPORTED_MEDIA_TYPE");
        assertThat(AUTH.received()).isEmpty();

        assertThat(good("/homepage", "Content-Type", type).statusCode()).isEqualTo(200);
        assertThat(PROMOTION.received())
                .singleElement()
                .satisfies(request -> assertThat(request.headers()).doesNotContainKey("Content-type"));
    }

    @Test
    void identityAndForwardingHeadersOfTheClientStayOutside() {
        http.get(
                "/homepage",
                "Authorization",
                "Bearer " + TestIssuer.token(),
                "X-User-Id",
                "1",
                "x_user_id",
                "1",
                "X-User-Roles",
                "ADMIN",
                "X-USER-ID",
                "2",
                "X-Forwarded-For",
                "1.2.3.4",
                "X-Forwarded-Host",
                "evil",
                "X-Forwarded-Proto",
                "https",
                "X-Forwarded-Prefix",
                "/evil",
                "Forwarded",
                "for=1.2.3.4;host=evil",
                "X-Real-IP",
                "1.2.3.4",
                "X-HTTP-Method-Override",
                "DELETE",
                "X-Original-URL",
                "/admin",
                "Cookie",
                "a=b",
                "True-Client-IP",
                "1",
                "X-Client-Address",
                "1.2.3.4",
                "Accept-Language",
                "de",
                "Idempotency-Key",
                "k-1",
                "Prefer",
                "respond-async",
                "Last-Event-ID",
                "v1-c2");

        assertThat(PROMOTION.received()).singleElement().satisfies(request -> {
            assertThat(request.method()).isEqualTo("GET");
            assertThat(lowerCase(request.headers().keySet()))
                    .contains(
                            "authorization",
                            "accept-language",
                            "idempotency-key",
                            "last-event-id",
                            "prefer",
                            "traceparent",
                            "x-client-address",
                            "x-correlation-id")
                    .allMatch(List.of(
                            "authorization",
                            "accept-language",
                            "idempotency-key",
                            "last-event-id",
                            "prefer",
                            "traceparent",
                            "x-client-address",
                            "x-correlation-id",
                            "user-agent",
                            "host",
                            "connection",
                            "content-length",
                            "accept")::contains);
            assertThat(request.headers().getFirst("Host"))
                    .isEqualTo(PROMOTION.url().getAuthority());
            assertThat(request.headers().get("X-client-address"))
                    .containsExactly("127.0.0.1"); // and not the client's own
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-User-Id, Authorization", "Authorization", "close, authorization, X-Correlation-Id"})
    void aConnectionHeaderCannotHaveTheTokenDropped(String connection) {
        var token = TestIssuer.token();
        var answer = raw("GET /homepage HTTP/1.1\r\nHost: x\r\nX-User-Id: 1\r\nAuthorization: Bearer " + token
                + "\r\nConnection: " + connection + "\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 200");
        assertThat(PROMOTION.received()).singleElement().satisfies(request -> {
            assertThat(request.headers().get("Authorization")).containsExactly("Bearer " + token);
            assertThat(request.headers()).doesNotContainKey("X-user-id").containsKey("X-correlation-id");
        });
    }

    @Test
    void aHeaderThatCouldNotBePassedAsItIsGoesNowhere() {
        var answer = raw(
                "POST /api/v1/checkout/validate HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + TestIssuer.token()
                        + "\r\nIdempotency-Key: \u00e9\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}");

        assertThat(answer).startsWith("HTTP/1.1 400").contains("MALFORMED_REQUEST");
        assertThat(PROMOTION.received()).isEmpty();
    }

    @Test
    void aFileOfManyPeopleReachesTheService() {
        var file = "userId\n" + "123456789012\n".repeat(100_000);
        var answer = raw("POST /api/v1/admin/campaigns/1/vouchers HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                + TestIssuer.tokenWithRoles("ADMIN") + "\r\nContent-Type: text/csv\r\nContent-Length: " + file.length()
                + "\r\nConnection: close\r\n\r\n" + file);

        assertThat(answer).startsWith("HTTP/1.1 200");
        assertThat(PROMOTION.received()).hasSize(1);
    }

    @Test
    void aSmuggledSecondRequestIsNotRun() {
        var first = "POST /api/v1/user/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
        var second = "GET /.well-known/openid-configuration HTTP/1.1\r\nHost: x\r\n\r\n";
        for (var lengths : List.of(
                "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n",
                "Content-Length: 2\r\nContent-Length: 80\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
                "Transfer-Encoding:\u000bchunked\r\nContent-Length: 5\r\n",
                "Content-Length: 0\r\n X: y\r\n")) {
            var answer = raw(first + lengths + "\r\n0\r\n\r\n" + second);

            assertThat(answer).as(lengths).doesNotContain("\"service\":\"auth\"}HTTP/1.1 200");
            assertThat(answer.split("HTTP/1\\.1 2", -1)).as(lengths).hasSizeLessThanOrEqualTo(2);
        }
        assertThat(AUTH.received()).noneMatch(request -> request.uri().contains("well-known"));
    }

    @Test
    void noUpgradeIsGranted() {
        for (var upgrade : List.of("h2c", "websocket")) {
            var answer = raw("GET /homepage HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + TestIssuer.token()
                    + "\r\nConnection: Upgrade, HTTP2-Settings, close\r\nUpgrade: " + upgrade
                    + "\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n");

            assertThat(answer).startsWith("HTTP/1.1 200").doesNotContain(" 101");
        }
    }

    @Test
    void theCorrelationIdGoesToTheServiceAndBackOnce() {
        var answer = good("/homepage", "X-Correlation-Id", "trace-me-123");

        assertThat(answer.headers().allValues("X-Correlation-Id")).containsExactly("trace-me-123");
        assertThat(PROMOTION.received())
                .singleElement()
                .satisfies(request ->
                        assertThat(request.headers().get("X-Correlation-Id")).containsExactly("trace-me-123"));
    }

    @Test
    void aTraceBeginsAtTheGatewayWhateverTheClientSays() {
        var forged = "0af7651916cd43dd8448eb211c80319c";
        for (var header : List.of("traceparent", "Traceparent", "b3")) {
            good(
                    "/homepage",
                    header,
                    "00-" + forged + "-b7ad6b7169203331-01",
                    "tracestate",
                    "theirs=1",
                    "baggage",
                    "a=b");
        }

        assertThat(PROMOTION.received())
                .hasSize(3)
                .allSatisfy(request -> {
                    assertThat(request.headers().get("Traceparent"))
                            .singleElement()
                            .asString()
                            .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[0-3]")
                            .doesNotContain(forged);
                    assertThat(lowerCase(request.headers().keySet())).doesNotContain("tracestate", "baggage", "b3");
                })
                .extracting(request -> request.headers().getFirst("Traceparent"))
                .doesNotHaveDuplicates();
    }

    @Test
    void anAnswerTellsNothingOfTheConnectionBehindAndRepeatsNoHeader() {
        var answer = good("/homepage", "Origin", "http://evil", "Host-X", "evil");

        assertThat(answer.headers().map())
                .doesNotContainKeys("server", "x-powered-by", "set-cookie", "access-control-allow-origin")
                .allSatisfy((name, values) ->
                        assertThat(values).as(name).hasSizeLessThanOrEqualTo(name.equals("vary") ? 9 : 1));
        assertThat(answer.headers().map())
                .containsKeys(
                        "x-content-type-options", "cache-control", "ratelimit", "ratelimit-policy", "x-frame-options");
        assertThat(answer.headers().firstValue("Location")).hasValue("/api/v1/user/me");
    }

    @Test
    void aServicesOwnCachingRuleIsKept() {
        assertThat(http.get("/oauth2/jwks").headers().allValues("Cache-Control"))
                .containsExactly("public, max-age=300");
    }

    @Test
    void aServicesProblemPassesUnchanged() {
        var taken = good("/api/v1/campaigns/problem");
        assertThat(taken.statusCode()).isEqualTo(409);
        assertThat(taken.body()).isEqualTo("{\"code\":\"IDENTIFIER_TAKEN\"}");
        assertThat(taken.headers().allValues("Content-Type")).containsExactly("application/problem+json");
        assertThat(taken.headers().allValues("Retry-After")).containsExactly("3");

        var trouble = good("/api/v1/campaigns/trouble");
        assertThat(trouble.statusCode()).isEqualTo(503);
        assertThat(trouble.body()).contains("theirs");
        assertThat(PROMOTION.received()).hasSize(2);
    }

    @Test
    void aRedirectIsNotFollowed() {
        assertThat(good("/api/v1/campaigns/redirect").statusCode()).isEqualTo(302);
    }

    @Test
    void aServiceThatHangsIsATimeoutAndIsAskedOnce() {
        refused(good("/api/v1/campaigns/hang"), 504, "GATEWAY_TIMEOUT");
        refused(
                http.postJson("/api/v1/vouchers/hang", "{}", "Authorization", "Bearer " + TestIssuer.token()),
                504,
                "GATEWAY_TIMEOUT");
        assertThat(PROMOTION.received()).hasSize(2);
    }

    @Test
    void anAnswerThatStallsInTheMiddleIsATimeout() {
        refused(good("/api/v1/campaigns/stalled"), 504, "GATEWAY_TIMEOUT");
    }

    @Test
    void anAnswerThatEndsInTheMiddleIsABadGatewayAndIsAskedOnce() {
        refused(good("/api/v1/campaigns/torn"), 502, "BAD_GATEWAY");
        refused(
                http.postJson("/api/v1/vouchers/torn", "{}", "Authorization", "Bearer " + TestIssuer.token()),
                502,
                "BAD_GATEWAY");
        assertThat(PROMOTION.received()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"GET, 2", "HEAD, 2", "POST, 1", "PUT, 1", "PATCH, 1", "DELETE, 1"})
    void onlyAReadIsSentAgainAndOnceWhenAReusedConnectionClosesWithoutAnAnswer(String method, int times) {
        good("/homepage"); // leaves a connection behind for the next request
        PROMOTION.forget();

        var answer =
                http.send(method, "/api/v1/campaigns/closed", null, "Authorization", "Bearer " + TestIssuer.token());

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(PROMOTION.received())
                .hasSize(times)
                .allSatisfy(request -> assertThat(request.method()).isEqualTo(method));
    }

    @Test
    void anAnswerLargerThanTheLimitIsABadGateway() {
        refused(good("/api/v1/campaigns/huge"), 502, "BAD_GATEWAY");
    }

    @Test
    void aBodyReachesTheServiceWhole() {
        var body = "{\"name\":\"\u00e4\u20ac\ud83d\ude00" + "n".repeat(60_000) + "\"}";

        assertThat(http.postJson("/api/v1/user/signup", body).statusCode()).isEqualTo(200);

        assertThat(AUTH.received()).singleElement().satisfies(request -> {
            assertThat(request.body()).isEqualTo(body);
            assertThat(request.headers().get("Content-Type")).containsExactly("application/json");
        });
    }

    @Test
    void aChunkedBodyReachesTheServiceWhole() {
        var answer = raw("POST /api/v1/user/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                + "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk("{\"acc") + chunk("ount\":1}")
                + chunk(""));

        assertThat(answer).startsWith("HTTP/1.1 200");
        assertThat(AUTH.received())
                .singleElement()
                .satisfies(request -> assertThat(request.body()).isEqualTo("{\"account\":1}"));
    }

    @Test
    void aBodyBeyondTheLimitIsRefusedWhetherAnnouncedOrChunked() {
        var large = "x".repeat(10_000_000);
        var head = "POST /api/v1/user/signup HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";

        assertThat(raw(head + "Content-Length: 10000000\r\n\r\n")).startsWith("HTTP/1.1 413");
        refused(http.postJson("/api/v1/user/signup", large.substring(0, 70_000)), 413, "PAYLOAD_TOO_LARGE");
        assertThat(raw(head + "Transfer-Encoding: chunked\r\n\r\n" + chunk(large.substring(0, 70_000)) + chunk("")))
                .startsWith("HTTP/1.1 413")
                .contains("PAYLOAD_TOO_LARGE");
        assertThat(AUTH.received()).isEmpty();
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
        var head = method + " /api/v1/vouchers/x HTTP/1.1\r\nHost: x\r\nContent-Type: " + type + "\r\n";
        var authorization = "Authorization: Bearer " + TestIssuer.token() + "\r\n";

        for (var length : List.of("Content-Length: 60000000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n")) {
            assertThat(RawHttp.answerBeforeBody(port, head + length)).startsWith("HTTP/1.1 401");
        }
        assertThat(RawHttp.answerBeforeBody(port, head + authorization + "Content-Length: 60000000\r\n\r\n"))
                .startsWith("HTTP/1.1 413");
        assertThat(raw(head + authorization + "Transfer-Encoding: chunked\r\n\r\n" + chunk("f".repeat(70_000))
                        + chunk("")))
                .startsWith("HTTP/1.1 415")
                .contains("UNSUPPORTED_MEDIA_TYPE");
        assertThat(PROMOTION.received()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE"})
    void aSmallFormDoesNotReachTheServiceEither(String method) {
        var answer = http.send(
                method,
                "/api/v1/vouchers/x",
                "_method=GET&a=b",
                "Content-Type",
                "application/x-www-form-urlencoded",
                "Authorization",
                "Bearer " + TestIssuer.token());

        refused(answer, 415, "UNSUPPORTED_MEDIA_TYPE");
        assertThat(PROMOTION.received()).isEmpty();
    }

    @Test
    void theTokenEndpointAloneTakesAFormAndPassesItOnAsItIs() {
        var form = "application/x-www-form-urlencoded";
        var body = "grant_type=client_credentials&x=%C3%A9+%26";

        var answer = http.send(
                "POST", "/oauth2/token?a=b", body, "Content-Type", form, "Authorization", "Basic c2EtNzpzZWNyZXQ=");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(AUTH.received()).singleElement().satisfies(request -> {
            assertThat(request.uri()).isEqualTo("/oauth2/token?a=b");
            assertThat(request.body()).isEqualTo(body);
            assertThat(request.headers().get("Content-Type")).containsExactly(form);
            assertThat(request.headers().get("Authorization")).containsExactly("Basic c2EtNzpzZWNyZXQ=");
        });
        for (var other : List.of("/oauth2/token/", "/oauth2/tokens", "/oauth2/jwks")) {
            var refusal = http.send(
                    "POST", other, body, "Content-Type", form, "Authorization", "Bearer " + TestIssuer.token());
            assertThat(refusal.statusCode()).isIn(400, 415);
        }
        refused(
                http.send("POST", "/oauth2/token", "x", "Content-Type", "multipart/form-data; boundary=b"),
                415,
                "UNSUPPORTED_MEDIA_TYPE");
        assertThat(AUTH.received()).hasSize(1);
    }

    @Test
    void aBodyOfADeleteReachesTheServiceToo() {
        var body = "{\"password\":\"correct horse\"}";

        var answer = http.send(
                "DELETE",
                "/api/v1/user/me",
                body,
                "Content-Type",
                "application/json",
                "Authorization",
                "Bearer " + TestIssuer.token());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(AUTH.received())
                .singleElement()
                .satisfies(request -> assertThat(request.body()).isEqualTo(body));
    }

    @Test
    void headersBeyondTheLimitAreRefused() {
        var answer = raw("GET /homepage HTTP/1.1\r\nHost: x\r\nX-Fill: " + "f".repeat(65_000) + "\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 431").contains("\"code\":\"HEADERS_TOO_LARGE\"");
    }

    @Test
    void aCompressedBodyIsNotTaken() {
        refused(http.postJson("/api/v1/user/login", "{}", "Content-Encoding", "gzip"), 415, "UNSUPPORTED_MEDIA_TYPE");
    }

    @Test
    void headIsAnsweredLikeGetWithoutABody() {
        var answer = http.send("HEAD", "/homepage", null, "Authorization", "Bearer " + TestIssuer.token());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(PROMOTION.received())
                .singleElement()
                .satisfies(request -> assertThat(request.method()).isEqualTo("HEAD"));
    }

    @Test
    void optionsOfAStrangerGrantNothing() {
        var answer = http.send(
                "OPTIONS", "/homepage", null, "Origin", "http://evil", "Access-Control-Request-Method", "GET");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().map()).doesNotContainKey("access-control-allow-origin");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRACE /homepage", "CONNECT homepage:80", "BREW /homepage", "PROPFIND /homepage"})
    void aMethodNobodyUsesIsNotAllowed(String line) {
        var answer = raw(line + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 405").contains("application/problem+json");
        assertThat(PROMOTION.received()).isEmpty();
    }

    @Test
    void theHostSentByTheClientIsReflectedNowhere() {
        var answer = raw(
                "GET /nowhere HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 401").doesNotContain("evil");
    }

    private HttpResponse<String> good(String path, String... headers) {
        var all = new java.util.ArrayList<>(List.of(headers));
        all.addAll(List.of("Authorization", "Bearer " + TestIssuer.token()));
        return http.get(path, all.toArray(String[]::new));
    }

    private String raw(String request) {
        return RawHttp.exchange(port, request);
    }

    private static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }

    private static List<String> lowerCase(java.util.Collection<String> names) {
        return names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    }

    private static void refused(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().allValues("Content-Type")).containsExactly("application/problem+json");
        assertThat(answer.headers().allValues("Cache-Control")).containsExactly("no-store");
        assertThat(answer.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
        assertThat(answer.body()).contains("\"code\":\"" + code + "\"").doesNotContain("Exception", "127.0.0.1");
    }
}
