package dev.promo.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.promo.defaults.RawHttp;
import dev.promo.defaults.TestIssuer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Pages of one other origin may call the API; those of all others may not. */
@SpringBootTest(
        classes = {GatewayService.class, TestIssuer.class},
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "server.address=127.0.0.1",
            "management.server.port=0",
            "promo.gateway.cors.allowed-origins=https://shop.example,https://app.example:8443"
        })
class CorsTests {
    private static final FakeService SERVICE = new FakeService("any");
    private static final String PREFLIGHT = String.join(
            "\r\n",
            "Access-Control-Request-Method: %s",
            "Access-Control-Request-Headers: authorization,idempotency-key",
            "");

    private final int port;

    CorsTests(@LocalServerPort int port) {
        this.port = port;
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

    @ParameterizedTest
    @ValueSource(strings = {"https://shop.example", "https://app.example:8443"})
    void aPreflightOfAnAllowedOriginIsAnsweredWithoutAToken(String origin) {
        var answer = ask("OPTIONS", origin, PREFLIGHT.formatted("POST"));

        assertThat(answer)
                .startsWith("HTTP/1.1 200")
                .contains("Access-Control-Allow-Origin: " + origin, "Access-Control-Allow-Headers: authorization")
                .contains("POST")
                .doesNotContain("Access-Control-Allow-Credentials");
        assertThat(SERVICE.received()).isEmpty();
    }

    @Test
    void aMethodThatNobodyMayUseIsRefusedInThePreflight() {
        assertThat(ask("OPTIONS", "https://shop.example", PREFLIGHT.formatted("TRACE")))
                .startsWith("HTTP/1.1 403")
                .contains("\"code\":\"FORBIDDEN\"")
                .doesNotContain("Access-Control-Allow-Origin");
    }

    @Test
    void answersMayBeReadThereRefusalsToo() {
        var good = ask("GET", "https://shop.example", "Authorization: Bearer " + TestIssuer.token() + "\r\n");
        var refused = ask("GET", "https://shop.example", "");

        assertThat(good).startsWith("HTTP/1.1 200");
        assertThat(refused).startsWith("HTTP/1.1 401");
        for (var answer : new String[] {good, refused}) {
            assertThat(answer)
                    .containsOnlyOnce("Access-Control-Allow-Origin: https://shop.example")
                    .contains("Access-Control-Expose-Headers: ", "Retry-After", "Vary: Origin");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "null",
                "http://shop.example",
                "https://shop.example.evil.example",
                "https://shop.example:444",
                "https://SHOP.example"
            })
    void allOtherOriginsAreServedLikeNoneAndToldNothing(String origin) {
        var good = ask("GET", origin, "Cookie: a=b\r\nAuthorization: Bearer " + TestIssuer.token() + "\r\n");
        var preflight = ask("OPTIONS", origin, PREFLIGHT.formatted("GET"));

        assertThat(good).startsWith("HTTP/1.1 200").contains("Vary: Origin").doesNotContain("Access-Control");
        assertThat(preflight).startsWith("HTTP/1.1 401").doesNotContain("Access-Control");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "null", "https://*.example", "https://shop.example/", "shop.example"})
    void whatIsNoOriginStopsTheStart(String origin) {
        assertThatThrownBy(() -> new SpringApplicationBuilder(GatewayService.class)
                        .run(
                                "--server.port=0",
                                "--management.server.port=0",
                                "--promo.gateway.cors.allowed-origins=" + origin))
                .hasStackTraceContaining("promo.gateway.cors.allowed-origins");
    }

    private String ask(String method, String origin, String headers) {
        return RawHttp.exchange(
                port,
                method + " /homepage HTTP/1.1\r\nHost: x\r\nConnection: close\r\nOrigin: " + origin + "\r\n" + headers
                        + "\r\n");
    }
}
