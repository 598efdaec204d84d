package dev.promo.auth.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.promo.auth.RunningService;
import dev.promo.local.testing.TestBackends;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.http.HttpMethod;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.test.web.servlet.client.EntityExchangeResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Signing keys, their whole life long, by what instances answer; each test has a schema of its own. */
class KeysIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String ADMIN = "rotator";

    @TempDir
    private Path folder;

    @Test
    void instancesThatStartAtOnceAgreeOnOneKey() throws Exception {
        var schema = "keys_first";
        Callable<RunningService> start = () -> start(schema);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var starting = List.of(threads.submit(start), threads.submit(start));
            try (var one = starting.getFirst().get();
                    var other = starting.getLast().get()) {
                assertThat(published(one)).hasSize(1).isEqualTo(published(other));
            }
        }
        assertThat(rows(schema)).isEqualTo(1);
    }

    @Test
    void aKeyIsPublishedBeforeItSignsAndVerifiesUntilItsTokensAreGoneWhileEverybodyLogsInAndNobodyIsRefused()
            throws Exception {
        var schema = "keys_life";
        try (var one = start(schema);
                var other = start(schema)) {
            var admin = admin(one);
            var first = published(one).getFirst();
            var early = token(one, ADMIN);
            assertThat(kid(early)).isEqualTo(first);

            try (var traffic = new Traffic(one, other)) {
                var made = json(one.send(HttpMethod.POST, "/api/v1/admin/keys/rotations", admin));
                var next = made.get("kid").stringValue();
                assertThat(made.get("state").stringValue()).isEqualTo("PUBLISHED");
                assertThat(published(one)).containsExactly(first, next);
                await().atMost(PATIENCE).until(() -> published(other).equals(List.of(first, next)));
                assertThat(kid(token(one, ADMIN))).isEqualTo(first);
                assertThat(kid(token(other, ADMIN))).isEqualTo(first);
                assertThat(states(one, admin)).containsExactly(next + " PUBLISHED", first + " SIGNING");

                pass(schema, Duration.ofMinutes(10));
                await().atMost(PATIENCE)
                        .until(() -> kid(token(one, ADMIN)).equals(next)
                                && kid(token(other, ADMIN)).equals(next));
                assertThat(states(other, admin)).containsExactly(next + " SIGNING", first + " RETIRED");
                isAccepted(early, one, other);
                isAccepted(token(one, ADMIN), other);

                pass(schema, Duration.ofMinutes(15)); // the last token of the old key expires about now
                traffic.goesOn();
                assertThat(published(one)).containsExactly(first, next);
                isAccepted(early, one, other);

                pass(schema, Duration.ofMinutes(2)); // and now by the slowest clock
                await().atMost(PATIENCE)
                        .until(() -> published(one).equals(List.of(next))
                                && published(other).equals(List.of(next)));
                assertThat(me(one, early)).isEqualTo(401);
                assertThat(me(other, early)).isEqualTo(401);
                await().atMost(PATIENCE).until(() -> privateKeys(schema) == 1);
                traffic.goesOn();
            }
            assertThat(database(schema)
                            .sql(
                                    "SELECT COUNT(*) FROM audit_events WHERE action = 'KEYS_ROTATED' AND actor IS NOT NULL")
                            .query(Integer.class)
                            .single())
                    .isEqualTo(1);
        }
    }

    @Test
    void aKeySignsOnlyAfterItsLeadAndVerifiesUntilItsTokensAreGoneByTheSlowestClock() {
        try (var service = start("keys_times")) {
            var admin = admin(service);
            service.send(HttpMethod.POST, "/api/v1/admin/keys/rotations", admin);

            var keys = json(service.send(HttpMethod.GET, "/api/v1/admin/keys", admin))
                    .get("keys");

            var next = keys.get(0);
            var old = keys.get(1);
            assertThat(between(next, "createdAt", "signsFrom")).isEqualTo(Duration.ofMinutes(10));
            assertThat(old.get("signsUntil")).isEqualTo(next.get("signsFrom"));
            // a token's 15 minutes, the 30 s that verifiers allow, and a minute for the clocks of instances
            assertThat(between(old, "signsUntil", "verifiesUntil"))
                    .isEqualTo(Duration.ofMinutes(16).plusSeconds(30));
        }
    }

    @Test
    void ofRotationsThatRaceOneHappensAndEverybodyIsToldOfIt() throws Exception {
        var schema = "keys_rotations";
        try (var one = start(schema);
                var other = start(schema)) {
            var admin = admin(one);
            var rotations = IntStream.range(0, 12)
                    .<Callable<String>>mapToObj(i -> () -> json((i % 2 == 0 ? one : other)
                                    .send(HttpMethod.POST, "/api/v1/admin/keys/rotations", admin))
                            .get("kid")
                            .stringValue())
                    .toList();

            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var told = new ArrayList<String>();
                for (var rotation : threads.invokeAll(rotations)) {
                    told.add(rotation.get());
                }
                assertThat(told).containsOnly(published(one).getLast());
            }

            assertThat(rows(schema)).isEqualTo(2);
            assertThat(audited(schema)).isEqualTo(1);
        }
    }

    @Test
    void onlyAnAdminSeesOrRotatesKeysAndNobodySeesAPrivateOne() {
        try (var service = start("keys_admins")) {
            var admin = admin(service);
            service.signUp("ann");
            var ann = token(service, "ann");

            assertThat(status(service.send(HttpMethod.POST, "/api/v1/admin/keys/rotations", ann)))
                    .isEqualTo(403);
            assertThat(status(service.send(HttpMethod.GET, "/api/v1/admin/keys", ann)))
                    .isEqualTo(403);
            assertThat(rows("keys_admins")).isEqualTo(1);
            assertThat(service.send(HttpMethod.GET, "/api/v1/admin/keys", admin).getResponseBody())
                    .doesNotContain("private");
            for (var key :
                    json(service.send(HttpMethod.GET, "/oauth2/jwks", "")).get("keys")) {
                assertThat(key.propertyNames()).containsExactlyInAnyOrder("kty", "n", "e", "kid", "use", "alg");
            }
        }
    }

    @Test
    void theScheduleMakesTheNextKey() {
        var schema = "keys_schedule";
        try (var service = start(schema, "promo.auth.key-rotation=13s", "promo.auth.key-lead=12s")) {
            await().atMost(PATIENCE).until(() -> published(service).size() == 2);

            assertThat(audited(schema)).isEqualTo(1);
        }
    }

    @Test
    void aRestartKeepsTheKeysAndTheTokens() {
        var schema = "keys_restart";
        String token;
        List<String> keys;
        try (var service = start(schema)) {
            admin(service);
            token = token(service, ADMIN);
            keys = published(service);
        }
        try (var again = start(schema)) {
            assertThat(published(again)).isEqualTo(keys);
            isAccepted(token, again);
        }
    }

    @Test
    void withAnotherMasterKeyTheServiceDoesNotStartAndNamesTheSetting() {
        var schema = "keys_master";
        start(schema).close();

        assertThatThrownBy(() -> start(schema, "promo.auth.master-key-file=" + folder.resolve("other.key"))
                        .close())
                .hasStackTraceContaining("promo.auth.master-key-file");
        start(schema).close();
    }

    @Test
    void aRowThatWasTamperedWithIsNotUsed() {
        var schema = "keys_tampered";
        try (var service = start(schema)) {
            var admin = admin(service);
            var real = published(service).getFirst();
            var forged = SigningKey.generate();
            var sealed = database(schema)
                    .sql("SELECT private_key FROM signing_keys")
                    .query(byte[].class)
                    .single();
            database(schema).sql("""
                            INSERT INTO signing_keys (kid, replaces, private_key, created_at, signs_from)
                            SELECT ?, kid, ?, created_at, signs_from FROM signing_keys""").param(forged.id()).param(sealed).update();

            assertThatThrownBy(() -> start(schema).close())
                    .hasStackTraceContaining(forged.id())
                    .hasStackTraceContaining("its row was changed");
            assertThat(published(service)).containsExactly(real);
            assertThat(kid(token(service, ADMIN))).isEqualTo(real);
            isAccepted(admin, service);
        }
    }

    @Test
    void withoutAKeyTheServiceIsNotReadyAndALoginIsNotHad() {
        var schema = "keys_none";
        try (var service = start(schema)) {
            service.signUp("ann");
            database(schema).sql("""
                            UPDATE signing_keys
                               SET created_at = '2020-01-01', signs_from = '2020-01-01',
                                   signs_until = '2020-01-02', verifies_until = '2100-01-01'""").update();

            await().atMost(PATIENCE).until(() -> service.probe("readiness") == 503);
            var refused = service.logIn("ann");
            assertThat(status(refused)).isEqualTo(503);
            assertThat(refused.getResponseBody()).contains("\"code\":\"UNAVAILABLE\"");
            assertThat(refused.getResponseHeaders().getFirst("Retry-After")).isNotNull();

            database(schema)
                    .sql("UPDATE signing_keys SET signs_until = NULL, verifies_until = NULL")
                    .update();
            await().atMost(PATIENCE).until(() -> service.probe("readiness") == 200);
            assertThat(service.logIn("ann").getResponseBody()).contains("\"firstLogin\":true");
        }
    }

    /** Logs in at one instance after the other, and shows every token to both. */
    private static final class Traffic implements AutoCloseable {
        private final AtomicBoolean ended = new AtomicBoolean();
        private final List<String> refused = Collections.synchronizedList(new ArrayList<>());
        private final AtomicInteger rounds = new AtomicInteger();
        private final Thread thread;

        Traffic(RunningService one, RunningService other) {
            thread = Thread.ofVirtual().start(() -> {
                while (!ended.get()) {
                    for (var service : List.of(one, other)) {
                        var login = service.logIn(ADMIN);
                        if (status(login) != 200) {
                            refused.add("login " + login);
                            continue;
                        }
                        var token = json(login).get("accessToken").stringValue();
                        for (var verifier : List.of(one, other)) {
                            if (me(verifier, token) != 200) {
                                refused.add("token of " + kid(token));
                            }
                        }
                    }
                    rounds.incrementAndGet();
                }
            });
        }

        void goesOn() {
            var before = rounds.get();
            await().atMost(PATIENCE).until(() -> rounds.get() > before + 1);
        }

        @Override
        public void close() {
            ended.set(true);
            await().atMost(PATIENCE).until(() -> !thread.isAlive());
            assertThat(refused).isEmpty();
            assertThat(rounds).hasPositiveValue();
        }
    }

    private static RunningService start(String schema, String... settings) {
        var all = new ArrayList<>(List.of(settings));
        all.add("promo.auth.first-admin.user-name=" + ADMIN);
        all.add("promo.auth.first-admin.password=correct horse");
        return new RunningService(
                TestBackends.jdbcUrl(schema), TestBackends.kafkaBootstrapServers(), all.toArray(String[]::new));
    }

    /** The token of the admin whom each of these services makes in the background. */
    private static String admin(RunningService service) {
        await().atMost(PATIENCE).until(() -> status(service.logIn(ADMIN)) == 200);
        return token(service, ADMIN);
    }

    /** Lets all keys be this much older than they are. */
    private static void pass(String schema, Duration time) {
        database(schema).sql("""
                        UPDATE signing_keys
                           SET created_at = created_at - INTERVAL :seconds SECOND,
                               signs_from = signs_from - INTERVAL :seconds SECOND,
                               signs_until = signs_until - INTERVAL :seconds SECOND,
                               verifies_until = verifies_until - INTERVAL :seconds SECOND""").param("seconds", time.toSeconds()).update();
    }

    private static List<String> published(RunningService service) {
        return json(service.send(HttpMethod.GET, "/oauth2/jwks", ""))
                .get("keys")
                .valueStream()
                .map(key -> key.get("kid").stringValue())
                .toList();
    }

    private static List<String> states(RunningService service, String admin) {
        return json(service.send(HttpMethod.GET, "/api/v1/admin/keys", admin))
                .get("keys")
                .valueStream()
                .map(key ->
                        key.get("kid").stringValue() + " " + key.get("state").stringValue())
                .toList();
    }

    private static Duration between(JsonNode key, String from, String until) {
        return Duration.between(
                Instant.parse(key.get(from).stringValue()),
                Instant.parse(key.get(until).stringValue()));
    }

    private static String token(RunningService service, String account) {
        return json(service.logIn(account)).get("accessToken").stringValue();
    }

    private static String kid(String token) {
        var header = Base64.getUrlDecoder().decode(token.substring(0, token.indexOf('.')));
        return JsonMapper.shared()
                .readTree(new String(header, StandardCharsets.UTF_8))
                .get("kid")
                .stringValue();
    }

    private static void isAccepted(String token, RunningService... services) {
        for (var service : services) {
            assertThat(me(service, token)).isEqualTo(200);
        }
    }

    private static int me(RunningService service, String token) {
        return status(service.send(HttpMethod.GET, "/api/v1/user/me", token));
    }

    private static int status(EntityExchangeResult<String> answer) {
        return answer.getStatus().value();
    }

    private static JsonNode json(EntityExchangeResult<String> answer) {
        return JsonMapper.shared().readTree(Objects.requireNonNull(answer.getResponseBody()));
    }

    private static int rows(String schema) {
        return count(schema, "SELECT COUNT(*) FROM signing_keys");
    }

    private static int privateKeys(String schema) {
        return count(schema, "SELECT COUNT(private_key) FROM signing_keys");
    }

    private static int audited(String schema) {
        return count(schema, "SELECT COUNT(*) FROM audit_events WHERE action = 'KEYS_ROTATED'");
    }

    private static int count(String schema, String sql) {
        return database(schema).sql(sql).query(Integer.class).single();
    }

    private static JdbcClient database(String schema) {
        return JdbcClient.create(new DriverManagerDataSource(
                TestBackends.jdbcUrl(schema), TestBackends.databaseUser(), TestBackends.databasePassword()));
    }
}
