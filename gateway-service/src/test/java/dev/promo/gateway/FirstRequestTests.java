package dev.promo.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promo.defaults.Http;
import dev.promo.defaults.TestIssuer;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The gateway between the moment its port opens and the end of its start: a client may ask then, so a client does. */
@SpringBootTest(
        classes = {GatewayService.class, TestIssuer.class, FirstRequestTests.EarlyClient.class},
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"server.address=127.0.0.1", "management.server.port=0"})
class FirstRequestTests {
    private static final FakeService SERVICE = new FakeService("any");

    private final EarlyClient client;

    FirstRequestTests(@Autowired EarlyClient client) {
        this.client = client;
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

    @Test
    void theVeryFirstRequestsAreServedAndOnlyTheNamedHeadersPass() {
        assertThat(client.answers).hasSize(EarlyClient.REQUESTS).allSatisfy(answer -> {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.headers().map()).doesNotContainKeys("server", "x-powered-by", "set-cookie");
        });
        assertThat(SERVICE.received())
                .hasSize(EarlyClient.REQUESTS)
                .allSatisfy(request -> assertThat(request.headers())
                        .containsKeys("Authorization", "X-correlation-id")
                        .doesNotContainKeys("X-user-id", "X-forwarded-for", "Cookie"));
    }

    /** Started behind the web server, and before anything is told that the context is up. */
    @TestConfiguration(proxyBeanMethods = false)
    static class EarlyClient implements SmartLifecycle {
        private static final int REQUESTS = 20;

        private final List<HttpResponse<String>> answers = new ArrayList<>();
        private final WebServerApplicationContext context;

        EarlyClient(WebServerApplicationContext context) {
            this.context = context;
        }

        @Override
        public void start() {
            var server = context.getWebServer();
            if (server == null) {
                throw new IllegalStateException("the port is not open yet");
            }
            var http = new Http(server.getPort());
            var pending = new ArrayList<Future<HttpResponse<String>>>();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) { // waits for all of them
                for (var i = 0; i < REQUESTS; i++) {
                    pending.add(threads.submit(() -> http.get(
                            "/homepage",
                            "Authorization",
                            "Bearer " + TestIssuer.token(),
                            "X-User-Id",
                            "1",
                            "X-Forwarded-For",
                            "1.2.3.4",
                            "Cookie",
                            "a=b")));
                }
            }
            pending.forEach(answer -> answers.add(answer.resultNow()));
        }

        /** Right behind the server: the management port comes next, and tells everybody of a context of its own. */
        @Override
        public int getPhase() {
            return WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE + 1;
        }

        @Override
        public void stop() {}

        @Override
        public boolean isRunning() {
            return !answers.isEmpty();
        }
    }
}
