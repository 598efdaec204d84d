package dev.promo.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.promo.local.demo.Answer;
import dev.promo.local.demo.Gateway;
import dev.promo.local.demo.Person;
import dev.promo.local.stack.Stack;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The lines of {@code docs/security.md} about vouchers, campaigns and what is typed into their fields. */
class VoucherLinesIT {

    private static final String CODES = "[23456789ABCDEFGHJKMNPQRSTUVWXYZ]";

    private final RunningSystem system = RunningSystem.healthy();
    private final Gateway gateway = system.gateway(0);
    private final RunningSystem.Campaign campaign = system.newCampaign(3);
    private final List<Person> people = system.newPeople(2);
    private final List<String> tokens =
            system.logInAtOnce(people).stream().map(Gateway.Login::accessToken).toList();

    VoucherLinesIT() throws InterruptedException {
        await().atMost(RunningSystem.PATIENCE).until(() -> system.hasSeen(people));
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void anothersVoucherAnswersLikeNone_65() throws Exception {
        var bobsCode = code(tokens.get(1));
        var bobsId = system.promotion()
                .sql("SELECT id FROM vouchers WHERE campaign_id = ? AND user_id = ?")
                .param(campaign.id())
                .param(system.userId(people.get(1)))
                .query(Long.class)
                .single();

        var others = gateway.call("GET", "/api/v1/vouchers/" + bobsId, tokens.getFirst(), null);
        var nobodys = gateway.call("GET", "/api/v1/vouchers/999999999", tokens.getFirst(), null);
        assertThat(others.verdict()).isEqualTo(nobodys.verdict()).isEqualTo("404 NOT_FOUND");

        for (var deed : List.of("validate", "redeem", "hold")) {
            var body = deed.equals("hold") ? Map.<String, Object>of("code", bobsCode) : order(bobsCode, "foreign", 100);
            if (deed.equals("validate")) {
                body.remove("orderId");
            }
            var foreign = gateway.call("POST", "/api/v1/checkout/" + deed, tokens.getFirst(), body);
            assertThat(foreign.verdict()).as(deed).isEqualTo("404 VOUCHER_NOT_FOUND");
        }
    }

    @Test
    void codesAreLongRandomAndHaveNoOrder_66() {
        var codes = system.promotion()
                .sql("SELECT code FROM vouchers ORDER BY id")
                .query((row, _) -> row.getString("code"))
                .list();

        // 17 characters of 31 are 84 bits, one more is the check character
        assertThat(codes)
                .isNotEmpty()
                .doesNotHaveDuplicates()
                .allSatisfy(code -> assertThat(code).matches(CODES + "{18}"));
        var prefixes =
                codes.stream().map(code -> code.substring(0, 9)).distinct().count();
        assertThat(prefixes).isEqualTo(codes.size());
    }

    @Test
    void usedExpiredAndRevokedVouchersSayWhatTheyAre_67() throws Exception {
        var code = code(tokens.getFirst());
        assertThat(redeem(tokens.getFirst(), code.toLowerCase(Locale.ROOT), "first")
                        .verdict())
                .isEqualTo("200");
        assertThat(redeem(tokens.getFirst(), code, "second").verdict()).isEqualTo("409 VOUCHER_USED");

        var other = code(tokens.get(1));
        system.promotion()
                .sql("UPDATE vouchers SET expires_at = issued_at + INTERVAL 1 MICROSECOND WHERE code = ?")
                .param(other.replace("-", ""))
                .update();
        assertThat(redeem(tokens.get(1), other, "late").verdict()).isEqualTo("410 VOUCHER_EXPIRED");
        assertThat(redeem(tokens.get(1), "AAAA-AAAA-AAAA-AAAA-AA", "none").verdict())
                .isEqualTo("404 VOUCHER_NOT_FOUND");
    }

    @Test
    void anIdempotencyKeyIsGoodForOneRequestOfOnePerson_68() throws Exception {
        var key = UUID.randomUUID().toString();
        var code = code(tokens.getFirst());
        var path = "/api/v1/checkout/redeem";

        var first = gateway.call("POST", path, tokens.getFirst(), order(code, "a", 100), "Idempotency-Key", key);
        var again = gateway.call("POST", path, tokens.getFirst(), order(code, "a", 100), "Idempotency-Key", key);
        var changed = gateway.call("POST", path, tokens.getFirst(), order(code, "b", 100), "Idempotency-Key", key);
        var bobs =
                gateway.call("POST", path, tokens.get(1), order(code(tokens.get(1)), "b", 100), "Idempotency-Key", key);
        var long_ = gateway.call(
                "POST", path, tokens.getFirst(), order(code, "a", 100), "Idempotency-Key", "k".repeat(300));

        assertThat(first.verdict()).isEqualTo("200");
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(changed.verdict()).isEqualTo("422 IDEMPOTENCY_KEY_REUSED");
        assertThat(bobs.verdict()).isEqualTo("200");
        assertThat(long_.verdict()).isEqualTo("400 INVALID_REQUEST");
    }

    @TestFactory
    Stream<DynamicTest> aUserIsNoAdmin() {
        return Stream.of(
                        "GET /api/v1/admin/campaigns",
                        "POST /api/v1/admin/campaigns",
                        "PUT /api/v1/admin/campaigns/" + campaign.id(),
                        "POST /api/v1/admin/campaigns/" + campaign.id() + "/pause",
                        "POST /api/v1/admin/campaigns/" + campaign.id() + "/backfill",
                        "GET /api/v1/admin/campaigns/" + campaign.id() + "/vouchers.csv",
                        "POST /api/v1/admin/vouchers/1/revoke",
                        "GET /api/v1/admin/users?account=admin",
                        "PUT /api/v1/admin/users/1/roles",
                        "GET /api/v1/admin/users/audit")
                .map(line -> dynamicTest("69 " + line, () -> {
                    var parts = line.split(" ", -1);
                    var answer = gateway.call(
                            parts[0], parts[1], tokens.getFirst(), parts[0].equals("GET") ? null : Map.of());

                    assertThat(answer.verdict()).isEqualTo("403 FORBIDDEN");
                }));
    }

    @TestFactory
    Stream<DynamicTest> aCampaignWithNumbersOutOfBoundsIsRefused() {
        return Stream.of(
                        Map.entry("totalVouchers", "-1"),
                        Map.entry("totalVouchers", "9223372036854775808"),
                        Map.entry("totalVouchers", "1.5"),
                        Map.entry("totalVouchers", "\"1\""),
                        Map.entry("discount", "{\"type\":\"PERCENT\",\"value\":-1,\"currency\":\"USD\"}"),
                        Map.entry("discount", "{\"type\":\"PERCENT\",\"value\":101,\"currency\":\"USD\"}"),
                        Map.entry("discount", "{\"type\":\"PERCENT\",\"value\":\"NaN\",\"currency\":\"USD\"}"),
                        Map.entry("discount", "{\"type\":\"PERCENT\",\"value\":1e999999999,\"currency\":\"USD\"}"),
                        Map.entry("endsAt", "\"2000-01-01T00:00:00Z\""),
                        Map.entry("endsAt", "\"+999999999-12-31T23:59:59Z\""))
                .map(change -> dynamicTest("70 " + change.getKey() + " " + change.getValue(), () -> {
                    var before = campaigns();
                    var definition = new LinkedHashMap<String, String>();
                    definition.put("name", "\"LINE-70-" + UUID.randomUUID() + "\"");
                    definition.put("startsAt", "\"2026-01-01T00:00:00Z\"");
                    definition.put("endsAt", "\"2099-01-01T00:00:00Z\"");
                    definition.put("totalVouchers", "1");
                    definition.put("discount", "{\"type\":\"PERCENT\",\"value\":10,\"currency\":\"USD\"}");
                    definition.put("voucherValidity", "{\"duration\":\"P1D\"}");
                    definition.put("rollbackPolicy", "\"RESTORE\"");
                    assertThat(create(definition).status()).isEqualTo(201);

                    definition.put("name", "\"LINE-70-" + UUID.randomUUID() + "\"");
                    definition.put(change.getKey(), change.getValue());
                    var answer = create(definition);

                    assertThat(answer.status()).as("%s", answer).isEqualTo(400);
                    assertThat(campaigns()).isEqualTo(before + 1);
                }));
    }

    @TestFactory
    Stream<DynamicTest> aListIsNeverLongerThanAllowedAndNeverSortedByAStranger() {
        return Stream.of(
                        "limit=1000000000", "limit=-1", "limit=0", "limit=abc", "cursor=%27%20OR%201%3D1--", "status=x")
                .map(query -> dynamicTest("71 " + query, () -> {
                    assertThat(gateway.call("GET", "/api/v1/vouchers?" + query, tokens.getFirst(), null)
                                    .verdict())
                            .isEqualTo("400 INVALID_REQUEST");
                }));
    }

    @Test
    void whatNobodyAskedForIsNoWayIntoTheDatabase_71() throws Exception {
        var answer = gateway.call(
                "GET",
                "/api/v1/vouchers?sort=(select%20sleep(5))&order=1;drop%20table%20vouchers",
                tokens.getFirst(),
                null);

        assertThat(answer.status()).isIn(200, 400);
        assertThat(code(tokens.getFirst())).isNotEmpty();
    }

    @TestFactory
    Stream<DynamicTest> hostileTextsAreTextsAndNothingElse() {
        return Stream.of(
                        "' OR '1'='1",
                        "'; DROP TABLE users; --",
                        "\" OR \"\"=\"",
                        "1 UNION SELECT password_hash FROM users",
                        "(SELECT SLEEP(5))",
                        "${jndi:ldap://127.0.0.1:1/a}",
                        "#{T(java.lang.Runtime).getRuntime()}",
                        "${7*7}",
                        "{{7*7}}",
                        "<script>alert(1)</script>",
                        "<!--#exec cmd=\"id\"-->",
                        "`id`",
                        "$(id)",
                        "%00%0d%0a",
                        "../../../../etc/passwd",
                        "undefined",
                        "null",
                        "NaN",
                        "-1e400",
                        "٠١٢٣",
                        "Ω≈ç√∫˜µ≤≥÷",
                        "田中さんにあげて下さい",
                        "👩‍👩‍👧‍👦 🏳️‍🌈",
                        "T̸̡͇̏ḩ̷̛e̵̢ ̴Z̵a̷l̶g̴o̵",
                        "\u202etest\u202c",
                        "=cmd|' /C calc'!A0",
                        "%s%s%s%n%n",
                        "\\\\?\\C:\\",
                        "a".repeat(100))
                .map(text -> dynamicTest("72 " + text, () -> {
                    var name = "line72" + UUID.randomUUID().toString().substring(0, 8);
                    var signUp = new LinkedHashMap<String, Object>();
                    signUp.put("fullName", text);
                    signUp.put("userName", name);
                    signUp.put("password", "correct-horse-battery");
                    var made = gateway.call("POST", "/api/v1/user/signup", tokens.getFirst(), signUp);
                    assertThat(made.status()).as("%s", made).isIn(201, 400);
                    if (made.status() == 201) {
                        assertThat(made.json().at("/fullName").stringValue()).isEqualTo(text);
                    }

                    try (var stranger = Peer.fromElsewhere()) { // whose refused logins count for no other test
                        for (var field : List.of("account", "userName", "email", "phoneNumber")) {
                            var login = stranger.post(
                                    system.stack().url(), "/api/v1/user/login", Map.of(field, text, "password", text));
                            assertThat(login.status()).as("%s", login).isIn(400, 401);
                        }
                    }
                    var checkout =
                            gateway.call("POST", "/api/v1/checkout/redeem", tokens.getFirst(), order(text, text, 100));
                    assertThat(checkout.status()).as("%s", checkout).isIn(400, 404);
                    assertThat(gateway.call(
                                            "POST",
                                            "/api/v1/checkout/redeem",
                                            tokens.getFirst(),
                                            order(code(tokens.getFirst()), "a", 1),
                                            "Idempotency-Key",
                                            "x")
                                    .status())
                            .isIn(200, 400, 409);
                    var campaignName = text + " " + name;
                    var stored = create(Map.of(
                            "name", json(campaignName),
                            "description", json(text),
                            "startsAt", "\"2030-01-01T00:00:00Z\"",
                            "endsAt", "\"2099-01-01T00:00:00Z\"",
                            "totalVouchers", "1",
                            "discount", "{\"type\":\"PERCENT\",\"value\":10,\"currency\":\"USD\"}",
                            "voucherValidity", "{\"duration\":\"P1D\"}",
                            "rollbackPolicy", "\"RESTORE\""));
                    assertThat(stored.status()).as("%s", stored).isIn(201, 400);
                    if (stored.status() == 201) {
                        assertThat(stored.json().at("/name").stringValue()).isEqualTo(campaignName);
                        assertThat(stored.json().at("/description").stringValue())
                                .isEqualTo(text);
                    }
                }));
    }

    private Answer create(Map<String, String> definition) throws InterruptedException {
        var json = new StringBuilder("{");
        definition.forEach((name, value) -> json.append(json.length() > 1 ? "," : "")
                .append('"')
                .append(name)
                .append("\":")
                .append(value));
        return gateway.call(
                "POST",
                "/api/v1/admin/campaigns",
                adminsToken(),
                new RawJson(json.append('}').toString()));
    }

    private static String json(String text) {
        return tools.jackson.databind.json.JsonMapper.shared().writeValueAsString(text);
    }

    private @Nullable String admin;

    private String adminsToken() throws InterruptedException {
        var token = admin;
        if (token == null) {
            token = gateway.logIn(
                            new Person.Identifier("userName", Stack.ADMIN),
                            system.stack().adminPassword())
                    .accessToken();
            admin = token;
        }
        return token;
    }

    private int campaigns() {
        return system.promotion()
                .sql("SELECT COUNT(*) FROM campaigns")
                .query(Integer.class)
                .single();
    }

    private Answer redeem(String token, String code, String order) throws InterruptedException {
        return gateway.call("POST", "/api/v1/checkout/redeem", token, order(code, order, 100));
    }

    private Map<String, Object> order(String code, String order, int amount) {
        var body = new LinkedHashMap<String, Object>();
        body.put("code", code);
        body.put("orderId", order);
        body.put("orderAmount", amount);
        body.put("currency", "USD");
        return body;
    }

    private String code(String token) throws InterruptedException {
        return gateway.homepage(token).vouchers().stream()
                .filter(voucher -> voucher.campaign().equals(campaign.name()))
                .findFirst()
                .orElseThrow()
                .code();
    }

    /** A body that is sent as it stands. */
    private record RawJson(
            @com.fasterxml.jackson.annotation.JsonRawValue @com.fasterxml.jackson.annotation.JsonValue
            String text) {}
}
