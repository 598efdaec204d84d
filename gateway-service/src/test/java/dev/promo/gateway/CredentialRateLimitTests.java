package dev.promo.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promo.defaults.Http;
import dev.promo.defaults.RawHttp;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Whatever brings a password or a secret has a bucket of their own, as each of them costs a service more than a hundred reads. */
@SpringBootTest(
        classes = GatewayService.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "server.address=127.0.0.1",
            "management.server.port=0",
            "promo.gateway.rate-limit.per-second=1000",
            "promo.gateway.rate-limit.burst=2000",
            // what operators set as PROMO_GATEWAY_CREDENTIAL_RATE_LIMIT_…
            "promo.gateway.credential-rate-limit.per-second=1",
            "promo.gateway.credential-rate-limit.burst=4"
        })
class CredentialRateLimitTests {
    private static final List<String> CREDENTIALS = List.of(
            "/api/v1/user/login",
            "/api/v1/user/signup",
            "/api/v1/user/password",
            "/api/v1/user/password/reset-requests",
            "/api/v1/user/password/reset",
            "/oauth2/token");
    private static final FakeService SERVICE = new FakeService("any");

    private final int port;
    private final Http http;

    CredentialRateLimitTests(@LocalServerPort int port) {
        this.port = port;
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

    /** One test, as the limit is one for the address all requests come from. */
    @Test
    void whoTriesTooManyCredentialsIsRefusedThereAndNowhereElse() {
        var first = http.postJson("/api/v1/user/login", "{}");
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(header(first, "RateLimit-Policy")).isEqualTo("\"credentials\";q=4;w=4");
        assertThat(header(first, "RateLimit")).startsWith("\"credentials\";r=3;t=");

        var last = first;
        for (var i = 0; i < 20 && last.statusCode() != 429; i++) {
            var madeUp = "198.51.100." + i; // nobody's word is taken for where a request comes from
            last = http.postJson(
                    CREDENTIALS.get(i % CREDENTIALS.size()),
                    "{}",
                    "X-Forwarded-For",
                    madeUp,
                    "Forwarded",
                    "for=" + madeUp,
                    "X-Real-IP",
                    madeUp);
        }
        assertThat(last.statusCode()).isEqualTo(429);
        assertThat(last.body()).contains("\"code\":\"RATE_LIMITED\"");
        assertThat(header(last, "Retry-After")).isEqualTo("1");
        assertThat(header(last, "RateLimit")).startsWith("\"credentials\";r=0;t=");

        for (var path : CREDENTIALS) {
            assertThat(header(http.postJson(path, "{}"), "RateLimit-Policy"))
                    .as(path)
                    .startsWith("\"credentials\"");
        }
        assertThat(header(http.send("DELETE", "/api/v1/user/me", null), "RateLimit-Policy"))
                .startsWith("\"credentials\"");

        // the same address, written so that a plain comparison would not know it
        var disguised = "POST /api/v1/user/l%6Fgin HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                + "Content-Length: 2\r\nConnection: close\r\n\r\n{}";
        var answers = new StringBuilder();
        for (var i = 0; i < 10; i++) {
            answers.append(RawHttp.exchange(port, disguised));
        }
        assertThat(answers).contains("HTTP/1.1 429");

        var read = http.get("/.well-known/openid-configuration");
        assertThat(read.statusCode()).isEqualTo(200);
        assertThat(header(read, "RateLimit-Policy")).isEqualTo("\"per-address\";q=2000;w=2");
        assertThat(header(http.get("/api/v1/user/login"), "RateLimit-Policy")).startsWith("\"per-address\"");
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }
}
