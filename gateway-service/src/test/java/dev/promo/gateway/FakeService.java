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
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/** A real HTTP server in the place of a service: remembers what it received and answers as the path asks. */
final class FakeService implements AutoCloseable {
    /** What came in. */
    record Received(String method, String uri, Headers headers, String body) {}

    static final int LINES_OF_CSV = 20_000;
    static final String LINE_OF_CSV = "1,ABCD-EFGH-JKMN,2026-01-01T00:00:00Z\n";

    private final BlockingQueue<String> toSay = new LinkedBlockingQueue<>();
    private volatile CountDownLatch abandoned = new CountDownLatch(1);
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
        toSay.clear();
        abandoned = new CountDownLatch(1);
    }

    /** Has the answer that is under way go on; with nothing, end. */
    void say(String text) {
        toSay.add(text);
    }

    /** Whether somebody left in the middle of an answer. */
    boolean isAbandoned() {
        return abandoned.getCount() == 0;
    }

    private void handle(HttpExchange exchange) throws IOException {
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        received.add(new Received(
                exchange.getRequestMethod(), exchange.getRequestURI().toString(), exchange.getRequestHeaders(), body));
        var path = exchange.getRequestURI().getPath();
        var headers = exchange.getResponseHeaders();
        switch (wish(exchange, path.substring(path.lastIndexOf('/') + 1))) {
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
            case "events" -> { // as they are said, until the end is
                headers.set("Content-Type", "text/event-stream;charset=UTF-8");
                say(exchange);
            }
            case "home" -> { // later, if the client would rather wait
                if (exchange.getRequestHeaders().containsKey("Prefer")) {
                    nextToSay();
                    headers.set("Preference-Applied", "wait=20");
                }
                answer(exchange, 200, "{\"service\":\"" + name + "\"}");
            }
            case "vouchers.csv", "chain" -> {
                headers.set("Content-Type", "text/csv");
                exchange.sendResponseHeaders(200, 0);
                for (var i = 0; i < LINES_OF_CSV; i++) {
                    exchange.getResponseBody().write(LINE_OF_CSV.getBytes(StandardCharsets.UTF_8));
                }
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
            case "login", "token" -> {
                var wrong = body.contains("wrong");
                headers.set("Content-Type", wrong ? "application/problem+json" : "application/json");
                answer(exchange, wrong ? 401 : 200, "{\"service\":\"" + name + "\"}");
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

    /** Where the path is given, {@code Last-Event-ID} may ask for trouble. */
    private static String wish(HttpExchange exchange, String path) {
        var wish = exchange.getRequestHeaders().getFirst("Last-Event-ID");
        return path.equals("events")
                        && Set.of("closed", "hang", "problem", "torn").contains(String.valueOf(wish))
                ? wish
                : path;
    }

    private void say(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().flush();
        try {
            for (var next = nextToSay(); !next.isEmpty(); next = nextToSay()) {
                exchange.getResponseBody().write(next.getBytes(StandardCharsets.UTF_8));
                exchange.getResponseBody().flush();
            }
        } catch (IOException left) {
            abandoned.countDown();
            throw left;
        }
    }

    private String nextToSay() {
        try {
            return toSay.take();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return "";
        }
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
