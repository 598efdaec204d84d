package dev.promo.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promo.defaults.Http;
import dev.promo.defaults.TestIssuer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The gateway while nothing listens behind it, the keys' address included. */
@SpringBootTest(
        classes = GatewayService.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "server.address=127.0.0.1",
            "management.server.port=0",
            "promo.gateway.rate-limit.per-second=1",
            "promo.gateway.rate-limit.burst=5"
        })
class UnreachableServicesTests {
    private final Http http;
    private final Http management;

    UnreachableServicesTests(@LocalServerPort int port, @LocalManagementPort int managementPort) {
        this.http = new Http(port);
        this.management = new Http(managementPort);
    }

    @DynamicPropertySource
    static void nobodyListens(DynamicPropertyRegistry registry) {
        var port = closedPort();
        registry.add("promo.gateway.auth-url", () -> "http://127.0.0.1:" + port);
        registry.add("promo.gateway.promotion-url", () -> "http://127.0.0.1:" + port);
        registry.add("promo.token.jwks-uri", () -> "http://127.0.0.1:" + port + "/oauth2/jwks");
    }

    private static int closedPort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One test, as the limit is one for the address all requests come from. */
    @Test
    void theClientIsAskedToComeBackUntilItAsksTooOften() {
        var refused = http.get("/oauth2/jwks");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("\"code\":\"UNAVAILABLE\"");
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(refused.headers().firstValue("RateLimit-Policy")).hasValue("\"per-address\";q=5;w=5");
        assertThat(refused.headers().firstValue("RateLimit").orElse("")).startsWith("\"per-address\";r=4;t=");

        var unverifiable = http.get("/homepage", "Authorization", "Bearer " + TestIssuer.token());
        assertThat(unverifiable.statusCode()).isEqualTo(503);
        assertThat(unverifiable.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(unverifiable.headers().map()).doesNotContainKey("www-authenticate");

        assertThat(management.get("/actuator/health/readiness").statusCode()).isEqualTo(200);

        var last = refused;
        for (var i = 0; i < 20 && last.statusCode() != 429; i++) {
            last = http.get(
                    "/oauth2/jwks",
                    "X-Forwarded-For",
                    "10.0.0." + i,
                    "X-Real-IP",
                    "10.0.0." + i,
                    "Forwarded",
                    "for=10.0.0." + i);
        }
        assertThat(last.statusCode()).isEqualTo(429);
        assertThat(last.body()).contains("\"code\":\"RATE_LIMITED\"");
        assertThat(last.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(last.headers().firstValue("RateLimit").orElse("")).startsWith("\"per-address\";r=0;t=");
        assertThat(last.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(management.get("/actuator/prometheus").body())
                .contains("gateway_rate_limited_total{application=\"gateway-service\"}");
    }
}
