package dev.promo.auth;

import dev.promo.auth.password.CountingHashing;
import dev.promo.auth.recovery.KeptResets;
import dev.promo.local.testing.TestBackends;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.client.EntityExchangeResult;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole service over HTTP, on a real database and a real broker; all such tests share one application context. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"management.server.port=0", "promo.auth.bcrypt-cost=4"})
@AutoConfigureRestTestClient
@Import({CountingHashing.InContext.class, KeptResets.InContext.class})
public abstract class WholeServiceTest {

    protected static final String PASSWORD = "correct horse";

    private static final AtomicInteger PEOPLE = new AtomicInteger();

    @Autowired
    protected RestTestClient http;

    @Autowired
    protected JdbcClient jdbc;

    @Autowired
    protected TransactionTemplate transaction;

    @Autowired
    protected CountingHashing hashing;

    @DynamicPropertySource
    static void backends(DynamicPropertyRegistry properties) {
        properties.add("spring.datasource.url", () -> TestBackends.jdbcUrl("auth"));
        properties.add("spring.datasource.username", TestBackends::databaseUser);
        properties.add("spring.datasource.password", TestBackends::databasePassword);
        properties.add("spring.kafka.bootstrap-servers", TestBackends::kafkaBootstrapServers);
        properties.add("promo.auth.master-key-file", () -> Path.of("target", "keys-of-tests", "master.key"));
    }

    /** A person nobody has signed up yet. */
    protected static Map<String, Object> somebody() {
        var number = PEOPLE.incrementAndGet();
        var person = new LinkedHashMap<String, Object>();
        person.put("fullName", "Person " + number);
        person.put("userName", "person" + number);
        person.put("email", "person" + number + "@example.com");
        person.put("phoneNumber", "+8491%07d".formatted(number));
        person.put("password", PASSWORD);
        return person;
    }

    protected static String text(Map<String, Object> person, String field) {
        return Objects.requireNonNull(person.get(field), field).toString();
    }

    protected long signUp(Map<String, Object> person) {
        var result = post("/api/v1/user/signup", person);
        if (result.getStatus().value() != 201) {
            throw new AssertionError(result.toString());
        }
        return json(result).get("userId").longValue();
    }

    protected EntityExchangeResult<String> logIn(String account, String password) {
        return post("/api/v1/user/login", Map.of("account", account, "password", password));
    }

    protected EntityExchangeResult<String> post(String path, Object body) {
        return http.post()
                .uri(path)
                .contentType(MediaType.APPLICATION_JSON)
                .body(body)
                .exchange()
                .returnResult(String.class);
    }

    /** A request with somebody's token and, if there is one, a body. */
    protected EntityExchangeResult<String> as(String token, HttpMethod method, String path, @Nullable Object body) {
        var request = http.method(method).uri(path).header("Authorization", "Bearer " + token);
        if (body != null) {
            request.contentType(MediaType.APPLICATION_JSON).body(body);
        }
        return request.exchange().returnResult(String.class);
    }

    /** What a person who has signed up gets by logging in. */
    protected String accessToken(Map<String, Object> person) {
        return json(logIn(text(person, "userName"), text(person, "password")))
                .get("accessToken")
                .stringValue();
    }

    /** Whether the session of this login, whose refresh token is as good as new, gives further tokens. */
    protected boolean goesOn(EntityExchangeResult<String> login) {
        var answer = post(
                "/api/v1/user/token/refresh",
                Map.of("refreshToken", json(login).get("refreshToken").stringValue()));
        return answer.getStatus().value() == 200;
    }

    /** Makes the person an admin, whose next token says so. */
    protected void makeAdmin(long userId) {
        transaction.executeWithoutResult(_ -> jdbc.sql("INSERT INTO user_roles (user_id, role) VALUES (?, 'ADMIN')")
                .param(userId)
                .update());
    }

    /** What was recorded of an account, oldest first. */
    protected List<@Nullable String> recordedOf(long userId) {
        return jdbc.sql("SELECT action FROM audit_events WHERE user_id = ? ORDER BY id")
                .param(userId)
                .query(String.class)
                .list();
    }

    protected EntityExchangeResult<String> get(String path) {
        return http.get().uri(path).exchange().returnResult(String.class);
    }

    /** The roles that a successful login's token says. */
    public static List<String> roles(EntityExchangeResult<String> login) {
        var token = json(login).get("accessToken").stringValue();
        var claims = Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]);
        return JsonMapper.shared()
                .readTree(claims)
                .get("roles")
                .valueStream()
                .map(JsonNode::stringValue)
                .toList();
    }

    protected static JsonNode json(EntityExchangeResult<String> result) {
        return JsonMapper.shared().readTree(result.getResponseBody());
    }

    /** Whether a transaction can go on only when another has ended. */
    protected boolean somebodyWaitsForALock() {
        return jdbc.sql("SELECT COUNT(*) FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'")
                        .query(Long.class)
                        .single()
                > 0;
    }

    protected long count(String table) {
        return jdbc.sql("SELECT COUNT(*) FROM " + table).query(Long.class).single();
    }
}
