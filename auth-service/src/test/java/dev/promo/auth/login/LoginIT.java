package dev.promo.auth.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.promo.auth.WholeServiceTest;
import dev.promo.events.FirstLogin;
import dev.promo.events.FirstLoginFormat;
import dev.promo.events.MalformedEvent;
import dev.promo.local.testing.EventLog;
import dev.promo.local.testing.TestBackends;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.EntityExchangeResult;
import tools.jackson.databind.json.JsonMapper;

class LoginIT extends WholeServiceTest {

    private static final String LOGIN = "/api/v1/user/login";

    @Autowired
    MeterRegistry meters;

    @AfterEach
    void letGo() {
        hashing.release();
    }

    @Test
    void aPersonLogsInByWhicheverNameAndIsToldWhetherItWasTheFirstTime() {
        var person = somebody();
        signUp(person);

        var first = logIn(text(person, "userName"), PASSWORD);
        var second = logIn(text(person, "email"), PASSWORD);
        var third = logIn(text(person, "phoneNumber"), PASSWORD);

        assertThat(first.getStatus().value()).isEqualTo(200);
        assertThat(json(first).propertyNames())
                .containsExactlyInAnyOrder(
                        "accessToken", "tokenType", "expiresIn", "refreshToken", "refreshExpiresIn", "firstLogin");
        assertThat(json(first).get("tokenType").stringValue()).isEqualTo("Bearer");
        assertThat(json(first).get("expiresIn").intValue()).isEqualTo(900);
        assertThat(json(first).get("firstLogin").booleanValue()).isTrue();
        assertThat(json(second).get("firstLogin").booleanValue()).isFalse();
        assertThat(json(third).get("firstLogin").booleanValue()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"userName", "email", "phoneNumber"})
    void theFieldsOfTheOldClientsWorkToo(String field) {
        var person = somebody();
        signUp(person);

        assertThat(post(LOGIN, Map.of(field, text(person, field).toUpperCase(Locale.ROOT), "password", PASSWORD))
                        .getStatus()
                        .value())
                .isEqualTo(200);
    }

    @Test
    void theTokenOpensOnesOwnProfile() {
        var person = somebody();
        person.put("fullName", "Ann Lée");
        var id = signUp(person);
        var token = json(logIn(text(person, "userName"), PASSWORD))
                .get("accessToken")
                .stringValue();

        var me = http.get()
                .uri("/api/v1/user/me")
                .header("Authorization", "Bearer " + token)
                .exchange()
                .returnResult(String.class);

        assertThat(me.getStatus().value()).isEqualTo(200);
        assertThat(json(me).get("userId").longValue()).isEqualTo(id);
        assertThat(json(me).get("fullName").stringValue()).isEqualTo("Ann Lée");
    }

    @Test
    void withoutATokenThereIsNoProfile() {
        var result = get("/api/v1/user/me");

        assertThat(result.getStatus().value()).isEqualTo(401);
        assertThat(json(result).get("code").stringValue()).isEqualTo("UNAUTHENTICATED");
        assertThat(result.getResponseHeaders().getFirst("WWW-Authenticate")).isEqualTo("Bearer");
    }

    @Test
    void ofFiftyLoginsAtOnceByThreeNamesExactlyOneIsTheFirstAndTellsKafkaOnce() throws Exception {
        var person = somebody();
        var id = signUp(person);
        var names = List.of("userName", "email", "phoneNumber");
        var together = new CyclicBarrier(50);
        var logins = new ArrayList<Callable<EntityExchangeResult<String>>>();
        for (var n = 0; n < 50; n++) {
            var name = text(person, names.get(n % 3));
            logins.add(() -> {
                together.await();
                return logIn(name, PASSWORD);
            });
        }

        var answers = new ArrayList<EntityExchangeResult<String>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var answer : threads.invokeAll(logins)) {
                answers.add(answer.get());
            }
        }

        assertThat(answers).allMatch(answer -> answer.getStatus().value() == 200);
        assertThat(answers.stream()
                        .filter(answer -> json(answer).get("firstLogin").booleanValue()))
                .hasSize(1);
        assertThat(outboxRowsOf(id)).isEqualTo(1);
        try (var topic = new EventLog(TestBackends.kafkaBootstrapServers(), FirstLogin.TOPIC)) {
            await().until(() -> !firstLoginsOf(id, topic).isEmpty());
            var later = somebody(); // whatever was sent before their event has arrived with it
            var laterId = signUp(later);
            logIn(text(later, "userName"), PASSWORD);
            await().until(() -> !firstLoginsOf(laterId, topic).isEmpty());
            assertThat(firstLoginsOf(id, topic))
                    .singleElement()
                    .satisfies(event -> assertThat(LocalDateTime.ofInstant(event.occurredAt(), ZoneOffset.UTC))
                            .isEqualTo(time("first_login_at", id)));
        }
    }

    @Test
    void theFirstLoginsEventTellsWhenTheAccountWasMadeAndTheMonthOfTheBirthdayAndNothingElseOfThePerson() {
        var person = somebody();
        person.put("fullName", "Zoë Quillfeather");
        person.put("birthday", "1987-11-23");
        var id = signUp(person);

        logIn(text(person, "email"), PASSWORD);

        var message = firstLoginMessage(id);
        var data = JsonMapper.shared().readTree(message.value());
        assertThat(data.propertyNames())
                .containsExactlyInAnyOrder("userId", "occurredAt", "registeredAt", "birthMonth");
        assertThat(data.get("birthMonth").intValue()).isEqualTo(11);
        assertThat(LocalDateTime.ofInstant(
                        Instant.parse(data.get("registeredAt").stringValue()), ZoneOffset.UTC))
                .isEqualTo(time("created_at", id))
                .isBeforeOrEqualTo(time("first_login_at", id));
        assertThat(everythingIn(message))
                .doesNotContainIgnoringCase(text(person, "userName"))
                .doesNotContainIgnoringCase(text(person, "email"))
                .doesNotContain("Quillfeather", text(person, "phoneNumber").substring(1), "1987", "11-23");
    }

    @Test
    void withoutABirthdayTheEventTellsNoBirthMonth() {
        var person = somebody();
        var id = signUp(person);

        logIn(text(person, "email"), PASSWORD);

        assertThat(JsonMapper.shared().readTree(firstLoginMessage(id).value()).propertyNames())
                .containsExactlyInAnyOrder("userId", "occurredAt", "registeredAt");
    }

    @Test
    void laterLoginsAreNotedAndNeverTurnTheClockBack() {
        var person = somebody();
        var id = signUp(person);
        logIn(text(person, "email"), PASSWORD);
        var first = time("first_login_at", id);

        logIn(text(person, "email"), PASSWORD);

        assertThat(time("first_login_at", id)).isEqualTo(first);
        assertThat(time("latest_login", id)).isAfter(first);

        transaction.executeWithoutResult(_ -> jdbc.sql("UPDATE users SET latest_login = '2999-01-01' WHERE id = ?")
                .param(id)
                .update());
        logIn(text(person, "email"), PASSWORD);

        assertThat(time("latest_login", id)).isEqualTo(LocalDateTime.parse("2999-01-01T00:00:00"));
        assertThat(outboxRowsOf(id)).isEqualTo(1);
    }

    @Test
    void timesAreStoredInUtcWhateverTheZoneOfTheJvm() {
        assertThat(ZoneId.systemDefault()).isNotEqualTo(ZoneId.of("UTC")); // as the build says
        var person = somebody();
        var id = signUp(person);
        logIn(text(person, "email"), PASSWORD);

        var skew = jdbc.sql("""
                        SELECT GREATEST(ABS(TIMESTAMPDIFF(SECOND, created_at, UTC_TIMESTAMP(6))),
                            ABS(TIMESTAMPDIFF(SECOND, first_login_at, UTC_TIMESTAMP(6)))) FROM users WHERE id = ?""").param(id).query(Long.class).single();
        assertThat(skew).isLessThan(300);
    }

    @Test
    void anUnknownAccountAndAWrongPasswordAreAnsweredAlikeAfterTheSameWork() {
        var person = somebody();
        signUp(person);
        var attempts = List.of(
                Map.of("account", text(person, "userName"), "password", "wrong password"),
                Map.of("account", "nobody-has-this-name", "password", "wrong password"),
                Map.of("account", "!", "password", "wrong password"),
                Map.of("account", text(person, "userName"), "password", "p".repeat(73)),
                Map.of("account", "nobody-has-this-name", "password", "p".repeat(73)),
                Map.of("account", text(person, "userName"), "password", PASSWORD + "\0"),
                Map.of("email", "nobody@example.com", "password", "x"));
        var bodies = new ArrayList<Map<String, Object>>();
        var headers = new ArrayList<Set<String>>();

        for (var attempt : attempts) {
            var before = hashing.comparedHashes().size();
            var answer = post(LOGIN, attempt);
            var compared = hashing.comparedHashes();

            assertThat(answer.getStatus().value()).isEqualTo(401);
            assertThat(compared).hasSize(before + 1);
            assertThat(compared.getLast()).startsWith("$2b$04$");
            headers.add(answer.getResponseHeaders().headerNames());
            var body = new HashMap<String, Object>();
            json(answer).properties().forEach(field -> body.put(field.getKey(), field.getValue()));
            assertThat(body.remove("correlationId")).isNotNull();
            bodies.add(body);
        }

        assertThat(Set.copyOf(bodies)).hasSize(1);
        assertThat(Set.copyOf(headers)).hasSize(1);
        assertThat(bodies.getFirst().get("code")).hasToString("\"BAD_CREDENTIALS\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'account':'ann','password':'p'}}    | MALFORMED_JSON",
                "{'account'                           | MALFORMED_JSON",
                "[]                                   | INVALID_REQUEST",
                "{}                                   | INVALID_REQUEST",
                "{'password':''}                      | INVALID_REQUEST",
                "{'account':'ann','password':null}    | INVALID_REQUEST",
                "{'account':['ann'],'password':'p'}   | INVALID_REQUEST",
                "{'account':'ann','password':{'$ne':''}} | INVALID_REQUEST",
                "{'account':'ann','password':'p','x':1}  | INVALID_REQUEST",
                "{'account':'ann','email':'ann','password':'p'} | INVALID_REQUEST",
            })
    void aMalformedLoginIsRefusedBeforeAnythingIsComputed(String body, String code) {
        var before = hashing.comparedHashes().size();

        var result = post(LOGIN, body.replace('\'', '"'));

        assertThat(result.getStatus().value()).isEqualTo(400);
        assertThat(result.getResponseHeaders().getContentType()).isEqualTo(MediaType.APPLICATION_PROBLEM_JSON);
        assertThat(json(result).get("code").stringValue()).isEqualTo(code);
        assertThat(hashing.comparedHashes()).hasSize(before);
    }

    @Test
    void whatTheBulkheadCannotHoldIsSentAwayAtOnceAndOtherRoutesStayOpen() throws Exception {
        var before = counted("overloaded");
        var answers = new ArrayList<Future<EntityExchangeResult<String>>>();
        hashing.hold();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var n = 0; n < 110; n++) { // 2 computed, 100 waiting, 8 too many
                var nobody = "nobody-has-this-name-" + n; // one name would be limited before
                answers.add(threads.submit(() -> logIn(nobody, "wrong password")));
            }
            await().until(() -> answers.stream().filter(Future::isDone).count() == 8);

            assertThat(get("/oauth2/jwks").getStatus().value()).isEqualTo(200);
            for (var answer : answers) {
                if (answer.isDone()) {
                    assertThat(answer.get().getStatus().value()).isEqualTo(503);
                    assertThat(json(answer.get()).get("code").stringValue()).isEqualTo("OVERLOADED");
                    assertThat(answer.get().getResponseHeaders().getFirst("Retry-After"))
                            .isEqualTo("1");
                }
            }
            hashing.release();
        }

        assertThat(counted("overloaded")).isEqualTo(before + 8);
    }

    @Test
    void everyOutcomeIsCounted() {
        var person = somebody();
        signUp(person);
        var first = counted("first");
        var repeated = counted("repeated");
        var refused = counted("refused");

        logIn(text(person, "email"), PASSWORD);
        logIn(text(person, "email"), PASSWORD);
        logIn(text(person, "email"), "wrong password");

        assertThat(counted("first")).isEqualTo(first + 1);
        assertThat(counted("repeated")).isEqualTo(repeated + 1);
        assertThat(counted("refused")).isEqualTo(refused + 1);
    }

    @Test
    void theFirstLoginsEventIsWaitingOrSentAndTheGaugesSaySo() {
        var person = somebody();
        signUp(person);
        logIn(text(person, "email"), PASSWORD);

        await().until(() -> meters.get("outbox.pending").gauge().value() == 0.0);
        assertThat(meters.get("outbox.oldest.age").gauge().value()).isZero();
        assertThat(meters.get("outbox.relay.active").gauge().value()).isEqualTo(1);
        assertThat(meters.get("outbox.sent").counter().count()).isPositive();
    }

    @Test
    void othersFindTheKeyThatVerifiesOurTokens() {
        var keys = get("/oauth2/jwks");
        var metadata = get("/.well-known/openid-configuration");

        assertThat(keys.getStatus().value()).isEqualTo(200);
        assertThat(keys.getResponseHeaders().getCacheControl())
                .contains("max-age=300")
                .doesNotContain("no-store");
        var key = json(keys).get("keys").get(0);
        assertThat(json(keys).get("keys")).hasSize(1);
        assertThat(key.propertyNames()).containsExactlyInAnyOrder("kty", "n", "e", "kid", "use", "alg");
        assertThat(json(metadata).get("issuer").stringValue()).isEqualTo("http://127.0.0.1:8080");
        assertThat(json(metadata).get("jwks_uri").stringValue()).isEqualTo("http://127.0.0.1:8080/oauth2/jwks");
        assertThat(get("/.well-known/oauth-authorization-server").getResponseBody())
                .isEqualTo(metadata.getResponseBody());
    }

    private static ConsumerRecord<String, byte[]> firstLoginMessage(long userId) {
        try (var topic = new EventLog(TestBackends.kafkaBootstrapServers(), FirstLogin.TOPIC)) {
            return await().until(
                            () -> topic.records().stream()
                                    .filter(message -> message.key().equals(Long.toString(userId)))
                                    .findFirst(),
                            Optional::isPresent)
                    .orElseThrow();
        }
    }

    /** Key, headers and data, as anybody sees them who may read the topic. */
    private static String everythingIn(ConsumerRecord<String, byte[]> message) {
        var everything = new StringBuilder(message.key());
        message.headers()
                .forEach(header -> everything.append(' ').append(new String(header.value(), StandardCharsets.UTF_8)));
        return everything
                .append(' ')
                .append(new String(message.value(), StandardCharsets.UTF_8))
                .toString();
    }

    private double counted(String outcome) {
        var counter = meters.find("login.attempts").tag("outcome", outcome).counter();
        return counter == null ? 0 : counter.count();
    }

    private static List<FirstLogin> firstLoginsOf(long userId, EventLog topic) {
        return topic.records().stream()
                .map(LoginIT::firstLogin)
                .filter(login -> login.userId() == userId)
                .toList();
    }

    private static FirstLogin firstLogin(ConsumerRecord<String, byte[]> message) {
        try {
            return FirstLoginFormat.read(message);
        } catch (MalformedEvent e) {
            throw new AssertionError(e);
        }
    }

    private long outboxRowsOf(long userId) {
        return jdbc.sql("SELECT COUNT(*) FROM outbox WHERE record_key = ?")
                .param(Long.toString(userId))
                .query(Long.class)
                .single();
    }

    private LocalDateTime time(String column, long userId) {
        return jdbc.sql("SELECT " + column + " FROM users WHERE id = ?")
                .param(userId)
                .query(LocalDateTime.class)
                .single();
    }
}
