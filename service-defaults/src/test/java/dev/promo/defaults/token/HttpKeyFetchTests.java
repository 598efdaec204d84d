package dev.promo.defaults.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.nimbusds.jose.jwk.JWKSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.promo.defaults.TestIssuer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpKeyFetchTests {
    private static final String KEYS = new JWKSet(TestIssuer.KEY.toPublicJWK()).toString();

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch ending = new CountDownLatch(1);
    private final HttpServer auth;

    HttpKeyFetchTests() throws IOException {
        auth = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void start() {
        auth.setExecutor(threads);
        auth.createContext("/keys", exchange -> answer(exchange, 200, KEYS));
        auth.createContext("/trouble", exchange -> answer(exchange, 503, KEYS));
        auth.createContext("/nonsense", exchange -> answer(exchange, 200, "<html>"));
        auth.createContext("/huge", exchange -> answer(exchange, 200, KEYS + " ".repeat(100_000)));
        auth.createContext("/moved", exchange -> {
            exchange.getResponseHeaders().set("Location", "/keys");
            answer(exchange, 302, KEYS);
        });
        auth.createContext("/silent", exchange -> waitForTheEnd());
        auth.createContext("/endless", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            waitForTheEnd();
        });
        auth.start();
    }

    @AfterEach
    void stop() {
        ending.countDown();
        auth.stop(0);
        threads.shutdownNow();
    }

    @Test
    void thePublishedKeysAreRead() throws Exception {
        try (var fetch = fetch("/keys")) {
            assertThat(fetch.fetch().getKeyByKeyId("test-key")).isEqualTo(TestIssuer.KEY.toPublicJWK());
        }
    }

    @Test
    void whateverIsNotAKeySetInTimeIsAFailure() {
        for (var path : new String[] {"/trouble", "/nonsense", "/huge", "/moved", "/silent", "/endless"}) {
            try (var fetch = fetch(path)) {
                assertThatIOException().as(path).isThrownBy(fetch::fetch);
            }
        }
    }

    private HttpKeyFetch fetch(String path) {
        return new HttpKeyFetch(
                URI.create("http://127.0.0.1:" + auth.getAddress().getPort() + path));
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private void waitForTheEnd() {
        try {
            ending.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
