package dev.promo.local.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The contract of the gateway as far as the demo uses it, in memory: 100 vouchers for the first 100 first logins. */
final class FakeSystem implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int TOTAL = 100;

    private final HttpServer server;
    private final Map<String, String> userByIdentifier = new HashMap<>();
    private final List<String> firstLogins = new ArrayList<>();
    private final Map<String, Integer> looks = new HashMap<>();
    private int overloadedAnswers;
    private int vouchersTooMany;
    private boolean everyLoginIsTheFirst;

    FakeSystem() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
        server.createContext("/", exchange -> {
            try (exchange) {
                answer(exchange);
            }
        });
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    FakeSystem overloadedFor(int answers) {
        overloadedAnswers = answers;
        return this;
    }

    FakeSystem givesVouchersTooMany(int count) {
        vouchersTooMany = count;
        return this;
    }

    FakeSystem takesEveryLoginForTheFirst() {
        everyLoginIsTheFirst = true;
        return this;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        var path = exchange.getRequestURI().getPath();
        if (path.equals("/api/v1/user/login") && overloadedAnswers-- > 0) {
            exchange.getResponseHeaders().add("Retry-After", "1");
            send(exchange, 503, Map.of("code", "OVERLOADED"));
            return;
        }
        switch (path) {
            case "/api/v1/user/signup" -> signUp(exchange, JSON.readTree(body));
            case "/api/v1/user/login" -> logIn(exchange, JSON.readTree(body));
            case "/homepage" -> homepage(exchange, caller(exchange));
            case "/api/v1/campaigns/1/proof" -> proof(exchange, caller(exchange));
            default -> send(exchange, 404, Map.of());
        }
    }

    private void signUp(HttpExchange exchange, JsonNode body) throws IOException {
        var user = body.path("userName").asString();
        if (userByIdentifier.containsKey(user)) {
            send(exchange, 409, Map.of("code", "IDENTIFIER_TAKEN"));
            return;
        }
        for (var field : List.of("userName", "email", "phoneNumber")) {
            userByIdentifier.put(body.path(field).asString(), user);
        }
        send(exchange, 201, Map.of("userId", userByIdentifier.size()));
    }

    private void logIn(HttpExchange exchange, JsonNode body) throws IOException {
        var user = List.of("account", "userName", "email", "phoneNumber").stream()
                .filter(body::has)
                .map(field -> userByIdentifier.get(body.path(field).asString()))
                .findFirst()
                .orElseThrow();
        var first = !firstLogins.contains(user);
        if (first) {
            firstLogins.add(user);
        }
        send(
                exchange,
                200,
                Map.of("accessToken", user, "tokenType", "Bearer", "firstLogin", first || everyLoginIsTheFirst));
    }

    /** The first look always comes too early, as it may in the real system. */
    private void homepage(HttpExchange exchange, String user) throws IOException {
        var slot = firstLogins.indexOf(user) + 1;
        var campaign = new HashMap<String, Object>(Map.of("id", 1, "name", "T"));
        List<Map<String, Object>> vouchers = List.of();
        if (looks.merge(user, 1, Integer::sum) == 1) {
            campaign.put("state", "PENDING");
        } else if (slot <= TOTAL + vouchersTooMany) {
            campaign.put("state", "ISSUED");
            campaign.put("slot", slot);
            vouchers = List.of(Map.of("code", "V" + slot, "campaign", "T", "slot", slot, "status", "active"));
        } else {
            campaign.put("state", "SOLD_OUT");
        }
        send(exchange, 200, Map.of("fullName", user, "vouchers", vouchers, "campaigns", List.of(campaign)));
    }

    private void proof(HttpExchange exchange, String user) throws IOException {
        var given = Math.min(firstLogins.size(), TOTAL + vouchersTooMany);
        var proof = new HashMap<String, Object>(Map.of("campaignId", 1, "name", "T", "totalVouchers", TOTAL));
        proof.putAll(Map.of("issued", given, "rows", given, "lowestSlot", Math.min(1, given), "highestSlot", given));
        proof.putAll(Map.of("gaps", 0, "distinctUsers", given, "firstLogins", firstLogins.size()));
        proof.putAll(Map.of("soldOut", firstLogins.size() - given, "holds", given <= TOTAL && !user.isEmpty()));
        send(exchange, 200, proof);
    }

    private static String caller(HttpExchange exchange) {
        return exchange.getRequestHeaders().getFirst("Authorization").substring("Bearer ".length());
    }

    private static void send(HttpExchange exchange, int status, Object body) throws IOException {
        var bytes = JSON.writeValueAsBytes(body);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
