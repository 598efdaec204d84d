package dev.promo.defaults.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.promo.defaults.Http;
import dev.promo.defaults.RawHttp;
import dev.promo.defaults.SampleService;
import dev.promo.defaults.TestIssuer;
import java.net.ConnectException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** An instance that is told to stop while requests are still sent to it. */
class DrainingTests {

    @Test
    void untilItsTimeIsOverItIsNotReadyButServesAndEndsEachConnection() throws Exception {
        var service = start("1h");
        var http = new Http(port(service, "local.server.port"));
        var management = new Http(port(service, "local.management.port"));
        assertThat(http.get("/public").headers().map()).doesNotContainKey("connection");
        assertThat(management.get("/actuator/health/readiness").statusCode()).isEqualTo(200);

        var closing = Thread.ofPlatform().start(service::close);
        try {
            await().until(() -> management.get("/actuator/health/readiness").statusCode() == 503);
            assertThat(management.get("/actuator/health/liveness").statusCode()).isEqualTo(200);
            // the first time on the connection that was kept, the second on a new one
            for (var i = 0; i < 2; i++) {
                var answer = http.get("/public");
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.headers().allValues("connection")).containsExactly("close");
            }
            for (var type : List.of("event-stream", "csv")) {
                // where the connection's end were the answer's, a cut would look like it
                assertThat(RawHttp.exchange(
                                port(service, "local.server.port"),
                                "GET /streamed/" + type + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"))
                        .startsWith("HTTP/1.1 200")
                        .containsIgnoringCase("\r\nConnection: close\r\n")
                        .containsIgnoringCase("\r\nTransfer-Encoding: chunked\r\n")
                        .endsWith("\r\n7\r\nsecond\n\r\n0\r\n\r\n");
            }
        } finally {
            closing.interrupt(); // its time is over
            closing.join();
        }
        assertThatThrownBy(() -> http.get("/public")).hasCauseInstanceOf(ConnectException.class);
    }

    private static ConfigurableApplicationContext start(String drain) {
        return new SpringApplicationBuilder(SampleService.class, TestIssuer.class)
                .run(
                        "--spring.application.name=sample",
                        "--server.address=127.0.0.1",
                        "--server.port=0",
                        "--management.server.address=127.0.0.1",
                        "--management.server.port=0",
                        "--spring.autoconfigure.exclude=org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
                        "--promo.http.drain=" + drain);
    }

    private static int port(ConfigurableApplicationContext service, String name) {
        return service.getEnvironment().getRequiredProperty(name, Integer.class);
    }
}
