package dev.promo.gateway;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A real HTTP server in the place of a service: remembers what it received and answers as the path asks. */
final class FakeService implements AutoCloseable {
    /** What came in. */
    record Received(String method, String uri, Headers headers, String body) {}

    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;
    private final String name;

    FakeService(String name) {
        this.name = name;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    List<Received> received() {
        return received;
    }

    void forget() {
        received.clear();
    }

    private void handle(HttpExchange exchange) throws IOException {
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        received.add(new Received(
                exchange.getRequestMethod(), exchange.getRequestURI().toString(), exchange.getRequestHeaders(), body));
        var path = exchange.getRequestURI().getPath();
        var headers = exchange.getResponseHeaders();
        switch (path.substring(path.lastIndexOf('/') + 1)) {
            case "hang" -> awaitClosing();
            case "closed" -> {
                exchange.close(); // without a byte of an answer
                return;
            }
            case "torn" -> { // announces more than it sends
                exchange.sendResponseHeaders(200, 20_000);
                exchange.getResponseBody().write(new byte[10_000]);
                exchange.getResponseBody().flush();
                throw new IOException("torn");
            }
            case "stalled" -> {
                exchange.sendResponseHeaders(200, 20_000);
                exchange.getResponseBody().write(new byte[10_000]);
                exchange.getResponseBody().flush();
                awaitClosing();
            }
            case "huge" -> answer(exchange, 200, "x".repeat(300_000));
            case "problem" -> {
                headers.set("Content-Type", "application/problem+json");
                headers.set("Retry-After", "3");
                answer(exchange, 409, "{\"code\":\"IDENTIFIER_TAKEN\"}");
            }
            case "trouble" -> {
                headers.set("Content-Type", "application/problem+json");
                answer(exchange, 503, "{\"code\":\"UNAVAILABLE\",\"correlationId\":\"theirs\"}");
            }
            case "redirect" -> {
                headers.set("Location", "http://127.0.0.1:1/elsewhere");
                answer(exchange, 302, "");
            }
            case "jwks" -> {
                headers.set("Cache-Control", "public, max-age=300");
                answer(exchange, 200, "{\"keys\":[]}");
            }
            default -> {
                headers.set("Server", "secret/1.0");
                headers.set("X-Powered-By", "secret");
                headers.set("Set-Cookie", "a=b");
                headers.set("X-Correlation-Id", "of-the-service");
                headers.set("X-Content-Type-Options", "nosniff");
                headers.set("Cache-Control", "no-store");
                headers.set("Content-Type", "application/json");
                headers.set("Location", "/api/v1/user/me");
                answer(exchange, 200, "{\"service\":\"" + name + "\"}");
            }
        }
        exchange.close();
    }

    private void awaitClosing() {
        try {
            closing.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(bytes.length));
            exchange.sendResponseHeaders(status, -1);
        } else {
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
