package dev.promo.auth.partner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.promo.auth.RunningService;
import dev.promo.auth.WholeServiceTest;
import dev.promo.local.testing.TestBackends;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.EntityExchangeResult;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ServiceAccountsIT extends WholeServiceTest {

    private static final String ACCOUNTS = "/api/v1/admin/service-accounts";
    private static final String GRANT = "grant_type=client_credentials";

    private String admin;
    private long adminId;

    @BeforeEach
    void anAdmin() {
        var them = somebody();
        adminId = signUp(them);
        makeAdmin(adminId);
        admin = accessToken(them);
    }

    @Test
    void aPartnersProgramGetsATokenForItsSecret() {
        var account = create("Shop of Ann");

        var answer = token(account, GRANT);

        assertThat(answer.getStatus().value()).isEqualTo(200);
        assertThat(answer.getResponseHeaders().getContentType()).isEqualTo(MediaType.APPLICATION_JSON);
        assertThat(answer.getResponseHeaders().getCacheControl()).contains("no-store");
        assertThat(answer.getResponseHeaders().getFirst("Pragma")).isEqualTo("no-cache");
        assertThat(json(answer).propertyNames()).containsExactlyInAnyOrder("access_token", "token_type", "expires_in");
        assertThat(json(answer).get("token_type").stringValue()).isEqualTo("Bearer");
        assertThat(json(answer).get("expires_in").intValue()).isEqualTo(900);
        var claims = claims(answer);
        assertThat(claims.get("sub").stringValue())
                .isEqualTo(account.get("userId").asString());
        assertThat(claims.get("roles").toString()).isEqualTo("[\"PARTNER\"]");
        assertThat(claims.get("name").stringValue()).isEqualTo("Shop of Ann");
        assertThat(claims.get("first_login").stringValue()).isEqualTo("none");
        assertThat(claims.get("sid").stringValue())
                .isNotEqualTo(claims(token(account, GRANT)).get("sid").stringValue());
        assertThat(recordedOf(account.get("userId").longValue()))
                .containsExactly("SERVICE_ACCOUNT_CREATED", "LOGGED_IN", "LOGGED_IN");
    }

    @Test
    void itsTokenIsATokenButNoPersonIsBehindIt() {
        var token = json(token(create("Shop"), GRANT)).get("access_token").stringValue();

        assertThat(as(token, HttpMethod.GET, "/api/v1/user/me", null)
                        .getStatus()
                        .value())
                .isEqualTo(404);
        assertThat(as(token, HttpMethod.DELETE, "/api/v1/user/me", Map.of("password", PASSWORD))
                        .getStatus()
                        .value())
                .isEqualTo(404);
        assertThat(as(token, HttpMethod.GET, ACCOUNTS, null).getStatus().value())
                .isEqualTo(403);
        assertThat(as(token, HttpMethod.GET, "/api/v1/user/sessions", null)
                        .getStatus()
                        .value())
                .isEqualTo(404);
        assertThat(as(token, HttpMethod.POST, "/api/v1/user/logout", null)
                        .getStatus()
                        .value())
                .isEqualTo(404);
    }

    @Test
    void theSecretIsSaidOnceAndStoredAsAHash() {
        var account = create("Shop");
        var secret = account.get("clientSecret").stringValue();

        assertThat(secret).matches("[A-Za-z0-9_-]{43}");
        assertThat(as(admin, HttpMethod.GET, ACCOUNTS + "?limit=200", null).getResponseBody())
                .doesNotContain(secret)
                .doesNotContain("ecretHash");
        assertThat(jdbc.sql("SELECT secret_hash FROM service_accounts WHERE id = ?")
                        .param(account.get("userId").longValue())
                        .query((row, _) -> row.getBytes(1))
                        .single())
                .hasSize(32)
                .isNotEqualTo(secret.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void peopleAndProgramsNeverShareANumber() throws Exception {
        var ids = new ArrayList<Callable<Long>>();
        for (var n = 0; n < 20; n++) {
            ids.add(() -> create("Shop").get("userId").longValue());
            ids.add(() -> signUp(somebody()));
        }

        var seen = new HashSet<Long>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var id : threads.invokeAll(ids)) {
                assertThat(seen.add(id.get())).isTrue();
            }
        }
        for (var n = 0; n < 60; n++) { // into the next block
            assertThat(seen.add(signUp(somebody()))).isTrue();
        }
    }

    @Test
    void unknownClientsAndWrongSecretsAreRefusedInOneForm() {
        var account = create("Shop");
        var id = account.get("clientId").stringValue();
        var removed = create("Gone");
        as(admin, HttpMethod.DELETE, ACCOUNTS + "/" + removed.get("clientId").stringValue(), null);
        var other = create("Other").get("clientSecret").stringValue();

        var answers = List.of(
                token(basic(id, "wrong"), GRANT),
                token(basic(id, other), GRANT),
                token(basic(id, ""), GRANT),
                token(basic("sa-999999999", other), GRANT),
                token(basic("x", other), GRANT),
                token(removed, GRANT),
                token((String) null, GRANT),
                token("Basic %%%", GRANT),
                token("Bearer " + admin, GRANT),
                token(
                        "Basic " + Base64.getEncoder().encodeToString("nocolon".getBytes(StandardCharsets.UTF_8)),
                        GRANT));

        for (var answer : answers) {
            assertThat(answer.getStatus().value()).isEqualTo(401);
            assertThat(answer.getResponseBody()).isEqualTo("{\"error\":\"invalid_client\"}");
            assertThat(answer.getResponseHeaders().getFirst("WWW-Authenticate")).startsWith("Basic ");
            assertThat(answer.getResponseHeaders().headerNames())
                    .isEqualTo(answers.getFirst().getResponseHeaders().headerNames());
        }
        assertThat(recordedOf(account.get("userId").longValue()))
                .containsExactly("SERVICE_ACCOUNT_CREATED", "LOGIN_REFUSED", "LOGIN_REFUSED", "LOGIN_REFUSED");
    }

    @ParameterizedTest
    @CsvSource({
        "'', invalid_request",
        "grant_type=, invalid_request",
        "grant_type=client_credentials&grant_type=client_credentials, invalid_request",
        "grant_type=%zz, invalid_request",
        "grant_type=client_credentials&client_secret=x, invalid_request",
        "grant_type=password&username=ann&password=x, unsupported_grant_type",
        "grant_type=CLIENT_CREDENTIALS, unsupported_grant_type",
        "grant_type=client_credentials&scope=admin, invalid_scope",
    })
    void aWrongRequestIsRefusedAsTheRfcSays(String body, String error) {
        var answer = token(create("Shop"), body);

        assertThat(answer.getStatus().value()).isEqualTo(400);
        assertThat(answer.getResponseBody()).isEqualTo("{\"error\":\"" + error + "\"}");
        assertThat(answer.getResponseHeaders().getCacheControl()).contains("no-store");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {GRANT + "&scope=", GRANT + "&unheard_of=1", "a=1&" + GRANT, "grant%5Ftype=client%5Fcredentials"})
    void whatMeansNothingIsPassedOver(String body) {
        assertThat(token(create("Shop"), body).getStatus().value()).isEqualTo(200);
    }

    @Test
    void theQueryGrantsNothingAndOtherBodiesAreNotTaken() {
        var account = create("Shop");

        var query = http.post()
                .uri("/oauth2/token?" + GRANT)
                .header("Authorization", basic(account))
                .contentType(MediaType.APPLICATION_FORM_URLENCODED)
                .body("a=1")
                .exchange()
                .returnResult(String.class);
        assertThat(query.getResponseBody()).isEqualTo("{\"error\":\"invalid_request\"}");

        assertThat(http.post()
                        .uri("/oauth2/token")
                        .header("Authorization", basic(account))
                        .contentType(MediaType.APPLICATION_JSON)
                        .body("{\"grant_type\":\"client_credentials\"}")
                        .exchange()
                        .returnResult(String.class)
                        .getStatus()
                        .value())
                .isEqualTo(415);
        assertThat(http.post()
                        .uri("/api/v1/user/login")
                        .contentType(MediaType.APPLICATION_FORM_URLENCODED)
                        .body("account=ann&password=x")
                        .exchange()
                        .returnResult(String.class)
                        .getStatus()
                        .value())
                .isEqualTo(415);
    }

    @Test
    void bothHalvesOfTheHeaderMayBeFormEncoded() {
        var account = create("Shop");
        var id = account.get("clientId").stringValue().replace("-", "%2D");
        var secret =
                account.get("clientSecret").stringValue().replace("_", "%5F").replace("-", "%2d");

        assertThat(token(basic(id, secret), GRANT).getStatus().value()).isEqualTo(200);
    }

    @Test
    void aReplacedSecretIsWorthNothingAtOnce() {
        var old = create("Shop");

        var replaced = json(as(admin, HttpMethod.POST, address(old) + "/secret", null));

        assertThat(replaced.propertyNames()).containsExactlyInAnyOrder("clientId", "clientSecret", "userId");
        assertThat(token(old, GRANT).getStatus().value()).isEqualTo(401);
        assertThat(token(replaced, GRANT).getStatus().value()).isEqualTo(200);
        assertThat(claims(token(replaced, GRANT)).get("sub").stringValue())
                .isEqualTo(old.get("userId").asString());
        assertThat(recordedOf(old.get("userId").longValue()))
                .startsWith("SERVICE_ACCOUNT_CREATED", "SERVICE_ACCOUNT_SECRET_REPLACED");
    }

    @Test
    void withAnOverlapTheSecretBeforeItIsGoodForThatTimeAndTheOneBeforeThatIsNot() {
        var first = create("Shop");
        try (var service = new RunningService(
                TestBackends.jdbcUrl("auth"), TestBackends.kafkaBootstrapServers(), "promo.auth.secret-overlap=1h")) {
            await().until(() -> service.probe("readiness") == 200);
            var second = replaceThrough(service, first);
            assertThat(second.has("previousSecretUntil")).isTrue();
            assertThat(token(first, GRANT).getStatus().value()).isEqualTo(200);
            assertThat(token(second, GRANT).getStatus().value()).isEqualTo(200);

            var third = replaceThrough(service, second);
            assertThat(token(first, GRANT).getStatus().value()).isEqualTo(401);
            assertThat(token(second, GRANT).getStatus().value()).isEqualTo(200);
            assertThat(token(third, GRANT).getStatus().value()).isEqualTo(200);

            transaction.executeWithoutResult(
                    _ -> jdbc.sql("""
                            UPDATE service_accounts SET previous_secret_until = previous_secret_until - INTERVAL 61 MINUTE
                            WHERE id = ?""").param(first.get("userId").longValue()).update());
            assertThat(token(second, GRANT).getStatus().value()).isEqualTo(401);
            assertThat(token(third, GRANT).getStatus().value()).isEqualTo(200);
        }
    }

    @Test
    void aRemovedAccountGetsNoTokens() {
        var account = create("Shop");

        assertThat(as(admin, HttpMethod.DELETE, address(account), null)
                        .getStatus()
                        .value())
                .isEqualTo(204);

        assertThat(token(account, GRANT).getStatus().value()).isEqualTo(401);
        assertThat(as(admin, HttpMethod.DELETE, address(account), null)
                        .getStatus()
                        .value())
                .isEqualTo(404);
        assertThat(as(admin, HttpMethod.POST, address(account) + "/secret", null)
                        .getStatus()
                        .value())
                .isEqualTo(404);
        assertThat(as(admin, HttpMethod.DELETE, ACCOUNTS + "/" + adminId, null)
                        .getStatus()
                        .value())
                .isEqualTo(404);
        assertThat(recordedOf(account.get("userId").longValue()))
                .containsExactly("SERVICE_ACCOUNT_CREATED", "SERVICE_ACCOUNT_REMOVED");
    }

    @Test
    void theListHasAllOfThemPieceByPiece() {
        var wanted = new ArrayList<Long>();
        for (var n = 0; n < 3; n++) {
            wanted.add(create("Shop " + n).get("userId").longValue());
        }

        var seen = new ArrayList<Long>();
        var cursor = "";
        do {
            var page = json(as(admin, HttpMethod.GET, ACCOUNTS + "?limit=2" + cursor, null));
            assertThat(page.get("items").size()).isLessThanOrEqualTo(2);
            page.get("items").forEach(account -> seen.add(account.get("userId").longValue()));
            cursor =
                    page.has("nextCursor") ? "&cursor=" + page.get("nextCursor").stringValue() : "";
        } while (!cursor.isEmpty());

        assertThat(seen).isSorted().doesNotHaveDuplicates().containsAll(wanted);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{}                        | REQUIRED",
                "{'name':' '}              | REQUIRED",
                "{'name':1}                | TYPE",
                "{'name':'a  b'}           | FORMAT",
                "{'name':'a\\nb'}          | FORMAT",
                "{'name':'x','secret':'y'} | UNKNOWN_FIELD",
            })
    void aBrokenRuleIsNamed(String body, String rule) {
        var answer = as(admin, HttpMethod.POST, ACCOUNTS, body.replace('\'', '"'));

        assertThat(answer.getStatus().value()).isEqualTo(400);
        assertThat(json(answer).get("errors").get(0).get("rule").stringValue()).isEqualTo(rule);
    }

    @Test
    void onlyAdminsAreLetIn() {
        var person = somebody();
        signUp(person);
        var user = accessToken(person);

        assertThat(as(user, HttpMethod.GET, ACCOUNTS, null).getStatus().value()).isEqualTo(403);
        assertThat(as(user, HttpMethod.POST, ACCOUNTS, Map.of("name", "Shop"))
                        .getStatus()
                        .value())
                .isEqualTo(403);
        assertThat(get(ACCOUNTS).getStatus().value()).isEqualTo(401);
    }

    @Test
    void theMetadataNamesTheEndpoint() {
        var metadata = json(get("/.well-known/oauth-authorization-server"));

        assertThat(metadata.get("token_endpoint").stringValue()).isEqualTo("http://127.0.0.1:8080/oauth2/token");
        assertThat(metadata.get("grant_types_supported").toString()).isEqualTo("[\"client_credentials\"]");
        assertThat(metadata.get("token_endpoint_auth_methods_supported").toString())
                .isEqualTo("[\"client_secret_basic\"]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE service_accounts SET name = ''",
                "UPDATE service_accounts SET previous_secret_until = UTC_TIMESTAMP(6)",
            })
    void theSchemaItselfRefusesWhatMustNotBe(String statement) {
        create("Shop");

        assertThatThrownBy(() -> jdbc.sql(statement).update()).isInstanceOf(DataAccessException.class);
    }

    private JsonNode create(String name) {
        var answer = as(admin, HttpMethod.POST, ACCOUNTS, Map.of("name", name));
        assertThat(answer.getStatus().value()).isEqualTo(201);
        return json(answer);
    }

    private JsonNode replaceThrough(RunningService service, JsonNode account) {
        var answer = service.http()
                .post()
                .uri(address(account) + "/secret")
                .header("Authorization", "Bearer " + admin)
                .exchange()
                .returnResult(String.class);
        assertThat(answer.getStatus().value()).isEqualTo(200);
        return json(answer);
    }

    private static String address(JsonNode account) {
        return ACCOUNTS + "/" + account.get("clientId").stringValue();
    }

    private EntityExchangeResult<String> token(JsonNode account, String body) {
        return token(basic(account), body);
    }

    private EntityExchangeResult<String> token(@Nullable String authorization, String body) {
        RestTestClient.RequestBodySpec request = http.post().uri("/oauth2/token");
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return request.contentType(MediaType.APPLICATION_FORM_URLENCODED)
                .body(body)
                .exchange()
                .returnResult(String.class);
    }

    private static String basic(JsonNode account) {
        return basic(
                account.get("clientId").stringValue(),
                account.get("clientSecret").stringValue());
    }

    private static String basic(String id, String secret) {
        var pair = (id + ":" + secret).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    private static JsonNode claims(EntityExchangeResult<String> answer) {
        var token = json(answer).get("access_token").stringValue();
        return JsonMapper.shared().readTree(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]));
    }
}
