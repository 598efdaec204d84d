package dev.promo.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promo.defaults.Http;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Behind a trusted proxy, which is this test: each of its tests comes from an address of its own. */
@SpringBootTest(
        classes = GatewayService.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "server.address=127.0.0.1",
            "management.server.port=0",
            "promo.gateway.trusted-proxies=127.0.0.0/8",
            "promo.gateway.failed-login-limit=5",
            "promo.gateway.credential-rate-limit.per-second=1000",
            "promo.gateway.credential-rate-limit.burst=1000"
        })
class FailedLoginLimitTests {
    private static final FakeService SERVICE = new FakeService("any");

    private final Http http;

    FailedLoginLimitTests(@LocalServerPort int port) {
        this.http = new Http(port);
    }

    @DynamicPropertySource
    static void services(DynamicPropertyRegistry registry) {
        registry.add("promo.gateway.auth-url", SERVICE::url);
        registry.add("promo.gateway.promotion-url", SERVICE::url);
    }

    @AfterAll
    static void close() {
        SERVICE.close();
    }

    @BeforeEach
    void forget() {
        SERVICE.forget();
    }

    @Test
    void whoFailsTooOftenIsRefusedAlsoWithTheRightPasswordAndOthersAreNot() {
        for (var n = 0; n < 5; n++) {
            assertThat(logIn("wrong", "192.0.2." + n + ", 198.51.100.1").statusCode())
                    .isEqualTo(401);
        }

        var refused = logIn("right", "192.0.2.99, 198.51.100.1");

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.body()).contains("\"code\":\"RATE_LIMITED\"");
        assertThat(Long.parseLong(header(refused, "Retry-After"))).isBetween(100L, 180L);
        assertThat(header(refused, "RateLimit-Policy")).isEqualTo("\"failed-logins\";q=5;w=900");
        assertThat(header(refused, "RateLimit")).startsWith("\"failed-logins\";r=0;t=");
        assertThat(SERVICE.received())
                .hasSize(5)
                .allSatisfy(request ->
                        assertThat(request.headers().get("X-Client-Address")).containsExactly("198.51.100.1"));
        assertThat(logIn("right", "198.51.100.2").statusCode()).isEqualTo(200);
    }

    @Test
    void whoLogsInAgainAndAgainPaysNothing() {
        for (var n = 0; n < 20; n++) {
            var answer = logIn("right", "198.51.100.3");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(header(answer, "RateLimit-Policy")).startsWith("\"credentials\"");
        }
        for (var n = 0; n < 5; n++) {
            assertThat(logIn("wrong", "198.51.100.3").statusCode()).isEqualTo(401);
        }
    }

    @Test
    void ofManyWrongPasswordsAtOnceNoMoreArePassedOnThanMayFail() throws Exception {
        var logins = new ArrayList<Callable<HttpResponse<String>>>();
        for (var n = 0; n < 50; n++) {
            logins.add(() -> logIn("wrong", "198.51.100.4"));
        }

        var answered = new ArrayList<Integer>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var answer : threads.invokeAll(logins)) {
                answered.add(answer.get().statusCode());
            }
        }

        assertThat(answered).containsOnly(401, 429);
        assertThat(SERVICE.received()).hasSize(5);
    }

    @Test
    void whatIsNoLoginCostsNobodyTheirLogins() {
        for (var n = 0; n < 10; n++) {
            // what any page can have a visitor's browser send
            for (var path : List.of("/api/v1/user/password", "/oauth2/token")) {
                assertThat(http.send("POST", path, "x", "Content-Type", "text/plain", "X-Forwarded-For", "198.51.100.5")
                                .statusCode())
                        .isNotEqualTo(429);
            }
        }

        assertThat(logIn("right", "198.51.100.5").statusCode()).isEqualTo(200);
    }

    @Test
    void aProgramsWrongSecretIsAFailedLogin() {
        for (var n = 0; n < 5; n++) {
            assertThat(token("wrong").statusCode()).isEqualTo(401);
        }

        assertThat(token("right").statusCode()).isEqualTo(429);
    }

    private HttpResponse<String> token(String secret) {
        return http.send(
                "POST",
                "/oauth2/token",
                "grant_type=client_credentials&secret=" + secret,
                "Content-Type",
                "application/x-www-form-urlencoded",
                "Authorization",
                "Basic eDp5",
                "X-Forwarded-For",
                "198.51.100.6");
    }

    private HttpResponse<String> logIn(String password, String forwardedFor) {
        return http.postJson(
                "/api/v1/user/login", "{\"password\":\"" + password + "\"}", "X-Forwarded-For", forwardedFor);
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }
}
