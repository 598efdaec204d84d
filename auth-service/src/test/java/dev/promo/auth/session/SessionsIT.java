package dev.promo.auth.session;

import static dev.promo.defaults.database.Columns.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.promo.auth.RunningService;
import dev.promo.auth.WholeServiceTest;
import dev.promo.events.MalformedEvent;
import dev.promo.events.SessionRevoked;
import dev.promo.events.SessionRevokedFormat;
import dev.promo.local.testing.EventLog;
import dev.promo.local.testing.TestBackends;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.EntityExchangeResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SessionsIT extends WholeServiceTest {

    private static final String REFRESH = "/api/v1/user/token/refresh";
    private static final String SESSIONS = "/api/v1/user/sessions";
    private static final int AT_ONCE = 20;

    @Autowired
    private Sessions sessions;

    @Autowired
    private SessionCleanup cleanup;

    @Autowired
    private MeterRegistry meters;

    private Map<String, Object> person = Map.of();
    private long userId;

    @BeforeEach
    void somebodyWhoSignedUp() {
        person = somebody();
        userId = signUp(person);
    }

    @Test
    void aRefreshTokenGivesANewPairOfTheSameSessionAndIsThenUsedUp() {
        var login = logIn();

        var second = refreshed(login.refresh());
        var third = refreshed(second.refresh());

        assertThat(List.of(login.session(), second.session())).containsOnly(third.session());
        assertThat(new HashSet<>(List.of(login.refresh(), second.refresh(), third.refresh())))
                .hasSize(3);
        assertThat(profile(third.access())).isEqualTo(200);
        age(second.refresh());
        isRefused(refresh(second.refresh()));
    }

    @Test
    void theAnswersSayHowLongTheTokensAreGoodFor() {
        var login = json(logIn(text(person, "email"), PASSWORD));
        var refresh = json(refresh(login.get("refreshToken").stringValue()));

        assertThat(login.get("refreshExpiresIn").longValue())
                .isEqualTo(Duration.ofDays(14).toSeconds());
        assertThat(refresh.propertyNames())
                .containsExactlyInAnyOrder("accessToken", "tokenType", "expiresIn", "refreshToken", "refreshExpiresIn");
        assertThat(refresh.get("tokenType").stringValue()).isEqualTo("Bearer");
        assertThat(refresh.get("expiresIn").intValue()).isEqualTo(900);
        assertThat(refresh.get("refreshExpiresIn").longValue())
                .isEqualTo(Duration.ofDays(14).toSeconds());
    }

    @Test
    void aRefreshTellsWhatThePersonIsCalledAndMayDoByNow() {
        var login = logIn();
        assertThat(claims(login.access()).get("roles").valueStream().map(JsonNode::stringValue))
                .containsExactly("USER");

        update("INSERT INTO user_roles (user_id, role) VALUES (?, 'PARTNER')", userId);
        update("UPDATE users SET full_name = 'Ann Married' WHERE id = ?", userId);

        var claims = claims(refreshed(login.refresh()).access());
        assertThat(claims.get("roles").valueStream().map(JsonNode::stringValue)).containsExactly("PARTNER", "USER");
        assertThat(claims.get("name").stringValue()).isEqualTo("Ann Married");
    }

    @Test
    void onlyTheHashOfATokenIsStored() throws Exception {
        var token = logIn().refresh();

        var hash = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII));
        assertThat(jdbc.sql("SELECT COUNT(*) FROM refresh_tokens WHERE token_hash = ?")
                        .param(hash)
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
        assertThat(Base64.getUrlDecoder().decode(token)).hasSize(32).isNotEqualTo(hash);
    }

    @Test
    void ofRefreshesWithOneTokenAtTwoInstancesAtOnceAllGoOnAndNoneIsTakenForATheft() throws Exception {
        var login = logIn();
        var together = new CyclicBarrier(AT_ONCE);
        var calls = new ArrayList<Callable<EntityExchangeResult<String>>>();
        var answers = new ArrayList<EntityExchangeResult<String>>();

        try (var other = new RunningService(TestBackends.jdbcUrl("auth"), TestBackends.kafkaBootstrapServers());
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var n = 0; n < AT_ONCE; n++) {
                var body = Map.of("refreshToken", login.refresh());
                var here = n % 2 == 0;
                calls.add(() -> {
                    together.await();
                    return here ? post(REFRESH, body) : other.post(REFRESH, body);
                });
            }
            for (var answer : threads.invokeAll(calls)) {
                answers.add(answer.get());
            }
        }

        assertThat(answers).allMatch(answer -> answer.getStatus().value() == 200);
        var pairs = answers.stream().map(SessionsIT::pair).toList();
        assertThat(pairs.stream().map(Pair::session)).containsOnly(login.session());
        assertThat(pairs.stream().map(Pair::refresh).distinct()).hasSize(AT_ONCE);
        assertThat(pairs).allSatisfy(pair -> refreshed(pair.refresh()));
    }

    @Test
    void twoTabsThatRefreshTheSameTokenBothGoOnForAsLongAsTheyLike() {
        var shared = logIn().refresh();
        var oneTab = refreshed(shared).refresh();
        var otherTab = refreshed(shared).refresh();

        for (var round = 0; round < 3; round++) {
            age(shared, oneTab, otherTab);
            oneTab = refreshed(oneTab).refresh();
            otherTab = refreshed(otherTab).refresh();
        }
    }

    @Test
    void aUsedTokenThatComesAgainAfterTheGraceEndsTheWholeSessionAndNoOther() {
        var other = logIn();
        var stolen = logIn();
        var honest = refreshed(stolen.refresh());
        var before = counted("reused");
        age(stolen.refresh());

        isRefused(refresh(stolen.refresh()));

        isRefused(refresh(honest.refresh()));
        isRefused(refresh(stolen.refresh()));
        assertThat(endReason(stolen)).isEqualTo("REFRESH_REUSED");
        assertThat(audited("REFRESH_REUSED")).isEqualTo(1);
        assertThat(counted("reused")).isEqualTo(before + 1);
        assertThat(revocationsOf(stolen)).hasSize(1);
        refreshed(other.refresh());
    }

    @Test
    void aSessionThatNobodyUsesEndsByItself() {
        var login = logIn();

        update("UPDATE refresh_tokens SET expires_at = UTC_TIMESTAMP(6) WHERE token_hash = ?", hash(login.refresh()));
        isRefused(refresh(login.refresh()));

        var another = logIn();
        update("UPDATE sessions SET expires_at = UTC_TIMESTAMP(6) WHERE id = ?", bytes(another.session()));
        isRefused(refresh(another.refresh()));
        assertThat(listed(logIn()).findValuesAsString("id"))
                .doesNotContain(another.session().toString());
    }

    @Test
    void aSessionEndsAfterItsLifetimeHoweverMuchItIsUsed() {
        var login = logIn();
        update("UPDATE sessions SET created_at = created_at - INTERVAL 89 DAY WHERE id = ?", bytes(login.session()));

        var last = json(refresh(login.refresh()));

        assertThat(last.get("refreshExpiresIn").longValue())
                .isBetween(Duration.ofHours(23).toSeconds(), Duration.ofDays(1).toSeconds());
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "ein Gruß", "' OR 1=1 --"})
    void whatIsNoTokenOfOursIsRefused(String token) {
        isRefused(refresh(token));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{}                                 | INVALID_REQUEST",
                "{'refreshToken':''}                | INVALID_REQUEST",
                "{'refreshToken':null}              | INVALID_REQUEST",
                "{'refreshToken':['x']}             | INVALID_REQUEST",
                "{'refreshToken':'x','userId':1}    | INVALID_REQUEST",
            })
    void aMalformedRefreshIsNamedAsSuch(String body, String code) {
        var answer = post(REFRESH, body.replace('\'', '"'));

        assertThat(answer.getStatus().value()).isEqualTo(400);
        assertThat(json(answer).get("code").stringValue()).isEqualTo(code);
    }

    @Test
    void anExpiredAccessTokenInTheHeaderIsNoHindrance() {
        var login = logIn();

        var answer = http.post()
                .uri(REFRESH)
                .header("Authorization", "Bearer x")
                .contentType(MediaType.APPLICATION_JSON)
                .body(Map.of("refreshToken", login.refresh()))
                .exchange()
                .returnResult(String.class);

        assertThat(answer.getStatus().value()).isEqualTo(200);
    }

    @Test
    void loggingOutEndsThisSessionTellsTheGatewaysAndIsAudited() {
        var other = logIn();
        var login = logIn();
        var later = refreshed(login.refresh());

        assertThat(send(HttpMethod.POST, "/api/v1/user/logout", later.access())).isEqualTo(204);

        isRefused(refresh(later.refresh()));
        assertThat(endReason(login)).isEqualTo("LOGGED_OUT");
        assertThat(audited("LOGGED_OUT")).isEqualTo(1);
        assertThat(revocationsOf(login)).singleElement().satisfies(event -> {
            assertThat(event.userId()).isEqualTo(userId);
            // a token's 15 minutes, and what clocks may differ
            assertThat(Duration.between(event.revokedAt(), event.tokensGoneAt()))
                    .isEqualTo(Duration.ofMinutes(16));
        });
        refreshed(other.refresh());
    }

    @Test
    void theTokenOfAnEndedSessionIsNoGoodForSessionsAnyMore() {
        var login = logIn();
        send(HttpMethod.POST, "/api/v1/user/logout", login.access());

        for (var attempt : List.of(
                exchange(HttpMethod.POST, "/api/v1/user/logout", login.access()),
                exchange(HttpMethod.POST, "/api/v1/user/logout-all", login.access()),
                exchange(HttpMethod.GET, SESSIONS, login.access()),
                exchange(HttpMethod.DELETE, SESSIONS + "/" + login.session(), login.access()))) {
            assertThat(attempt.getStatus().value()).isEqualTo(401);
            assertThat(attempt.getResponseHeaders().getFirst("WWW-Authenticate"))
                    .isEqualTo("Bearer error=\"invalid_token\"");
        }
    }

    @Test
    void loggingOutEverywhereEndsAllSessionsOfThisPersonAndNobodyElses() {
        var mine = List.of(logIn(), logIn(), logIn());
        var somebodyElse = somebody();
        signUp(somebodyElse);
        var theirs = pair(logIn(text(somebodyElse, "email"), PASSWORD));

        assertThat(send(
                        HttpMethod.POST,
                        "/api/v1/user/logout-all",
                        mine.getFirst().access()))
                .isEqualTo(204);

        assertThat(mine).allSatisfy(session -> {
            isRefused(refresh(session.refresh()));
            assertThat(revocationsOf(session)).hasSize(1);
        });
        assertThat(audited("SESSIONS_ENDED")).isEqualTo(1);
        refreshed(theirs.refresh());
    }

    @Test
    void whoeverRefreshesWhileAllSessionsEndIsLeftWithNothing() throws Exception {
        for (var round = 0; round < 10; round++) {
            var login = logIn();
            var together = new CyclicBarrier(2);
            var refresh = new ArrayList<EntityExchangeResult<String>>();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var refreshing = threads.submit(() -> {
                    together.await();
                    return refresh.add(refresh(login.refresh()));
                });
                var ending = threads.submit(() -> {
                    together.await();
                    return send(HttpMethod.POST, "/api/v1/user/logout-all", login.access());
                });
                assertThat(ending.get()).isEqualTo(204);
                assertThat(refreshing.get()).isTrue();
            }
            isRefused(refresh(login.refresh()));
            if (refresh.getFirst().getStatus().value() == 200) {
                isRefused(refresh(pair(refresh.getFirst()).refresh()));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"logout", "logout-all", "refresh", "delete"})
    void whateverEndsOrUsesASessionWhileAllOfThemEndWaitsForItAndFailsNobody(String other) throws Exception {
        for (var round = 0; round < 15; round++) {
            var logins = List.of(logIn(), logIn(), logIn());
            var together = new CyclicBarrier(logins.size() + 1);
            var calls = new ArrayList<Callable<Integer>>();
            calls.add(() -> {
                together.await();
                return send(
                        HttpMethod.POST,
                        "/api/v1/user/logout-all",
                        logins.getFirst().access());
            });
            for (var login : logins) {
                calls.add(() -> {
                    together.await();
                    return switch (other) {
                        case "refresh" -> refresh(login.refresh()).getStatus().value();
                        case "delete" -> send(HttpMethod.DELETE, SESSIONS + "/" + login.session(), login.access());
                        default -> send(HttpMethod.POST, "/api/v1/user/" + other, login.access());
                    };
                });
            }
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (var answer : threads.invokeAll(calls)) {
                    assertThat(answer.get()).isIn(200, 204, 401, 404);
                }
            }
            assertThat(logins).allSatisfy(login -> assertThat(endReason(login)).isNotNull());
        }
    }

    @Test
    void aRefreshThatComesWhileItsSessionIsBeingEndedWaitsForThatAndIsRefused() throws Exception {
        var login = logIn();

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var refresh = transaction.execute(_ -> {
                sessions.endAll(userId, EndReason.LOGGED_OUT_EVERYWHERE);
                var waiting = threads.submit(() -> refresh(login.refresh()));
                await().until(this::somebodyWaitsForALock);
                return waiting;
            });

            isRefused(Objects.requireNonNull(refresh).get());
        }
    }

    @Test
    void ofTwoThatEndTheSameSessionAtOnceTheSecondFindsNothingToEnd() throws Exception {
        var login = logIn();

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var second = transaction.execute(_ -> {
                assertThat(sessions.endAll(userId, EndReason.LOGGED_OUT_EVERYWHERE))
                        .isEqualTo(1);
                var waiting = threads.submit(() -> sessions.endAll(userId, EndReason.PASSWORD_CHANGED));
                await().until(this::somebodyWaitsForALock);
                return waiting;
            });

            assertThat(Objects.requireNonNull(second).get()).isZero();
        }
        assertThat(endReason(login)).isEqualTo("LOGGED_OUT_EVERYWHERE");
        assertThat(outboxRowsOf(login)).isEqualTo(1);
    }

    @Test
    void aRefreshThatComesBetweenTheLockingAndTheEndingIsRefusedAndNobodyFails() throws Exception {
        var login = logIn();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var refresh = transaction.execute(_ -> {
                jdbc.sql("SELECT id FROM sessions WHERE user_id = ? AND ended_at IS NULL ORDER BY seq FOR UPDATE")
                        .param(userId)
                        .query((row, _) -> row.getBytes(1))
                        .list();
                var waiting = threads.submit(() -> refresh(login.refresh()));
                await().until(this::somebodyWaitsForALock);
                sessions.endAll(userId, EndReason.LOGGED_OUT_EVERYWHERE);
                return waiting;
            });
            isRefused(Objects.requireNonNull(refresh).get());
        }
    }

    @Test
    void peopleSeeTheirOwnSessionsTheLatestLoginFirst() {
        var first = logIn("Firefox on a laptop");
        var second = logIn("a phone " + "x".repeat(300));
        var current = logIn("the one that asks");
        send(HttpMethod.DELETE, SESSIONS + "/" + second.session(), current.access());
        var third = logIn("y".repeat(300));

        var items = listed(current);

        assertThat(items.findValuesAsString("id"))
                .containsExactly(
                        third.session().toString(),
                        current.session().toString(),
                        first.session().toString());
        assertThat(items.findValuesAsString("client"))
                .containsExactly("y".repeat(200), "the one that asks", "Firefox on a laptop");
        assertThat(items.valueStream().map(item -> item.get("current").booleanValue()))
                .containsExactly(false, true, false);
        assertThat(items.get(1).propertyNames())
                .containsExactlyInAnyOrder("id", "createdAt", "lastUsedAt", "expiresAt", "client", "current");
    }

    @Test
    void aLongListComesInPages() {
        var ids = new ArrayList<String>();
        var last = logIn();
        ids.add(last.session().toString());
        for (var n = 0; n < 2; n++) {
            last = logIn();
            ids.addFirst(last.session().toString());
        }

        var page = json(exchange(HttpMethod.GET, SESSIONS + "?limit=2", last.access()));
        var next = json(exchange(
                HttpMethod.GET,
                SESSIONS + "?limit=2&cursor=" + page.get("nextCursor").stringValue(),
                last.access()));

        assertThat(page.findValuesAsString("id")).isEqualTo(ids.subList(0, 2));
        assertThat(next.findValuesAsString("id")).isEqualTo(ids.subList(2, 3));
        assertThat(next.has("nextCursor")).isFalse();
    }

    @Test
    void aPersonEndsAnotherOfTheirSessionsAndNobodyElses() {
        var current = logIn();
        var lost = logIn();
        var somebodyElse = somebody();
        signUp(somebodyElse);
        var theirs = pair(logIn(text(somebodyElse, "email"), PASSWORD));

        assertThat(send(HttpMethod.DELETE, SESSIONS + "/" + lost.session(), current.access()))
                .isEqualTo(204);
        assertThat(send(HttpMethod.DELETE, SESSIONS + "/" + lost.session(), current.access()))
                .isEqualTo(404);
        assertThat(send(HttpMethod.DELETE, SESSIONS + "/" + theirs.session(), current.access()))
                .isEqualTo(404);
        assertThat(send(HttpMethod.DELETE, SESSIONS + "/" + UUID.randomUUID(), current.access()))
                .isEqualTo(404);
        assertThat(send(HttpMethod.DELETE, SESSIONS + "/mine", current.access()))
                .isEqualTo(400);

        isRefused(refresh(lost.refresh()));
        assertThat(endReason(lost)).isEqualTo("ENDED_BY_OWNER");
        assertThat(revocationsOf(lost)).hasSize(1);
        refreshed(theirs.refresh());
        refreshed(current.refresh());
    }

    @Test
    void endingSessionsIsPartOfTheCallersTransaction() {
        var keep = logIn();
        var other = logIn();

        assertThatThrownBy(() -> transaction.executeWithoutResult(_ -> {
                    assertThat(sessions.endAll(userId, EndReason.ACCOUNT_ERASED))
                            .isEqualTo(2);
                    throw new IllegalStateException("thought better of it");
                }))
                .hasMessage("thought better of it");
        var kept = refreshed(keep.refresh());
        assertThat(outboxRowsOf(keep)).isZero();

        assertThat(sessions.endOthers(userId, keep.session(), EndReason.PASSWORD_CHANGED))
                .isEqualTo(1);

        isRefused(refresh(other.refresh()));
        refreshed(kept.refresh());
        assertThat(endReason(other)).isEqualTo("PASSWORD_CHANGED");
    }

    @Test
    void moreSessionsThanFitOneStatementAreEndedAllTheSame() {
        var login = logIn();
        transaction.executeWithoutResult(_ -> {
            for (var n = 0; n < 600; n++) {
                sessions.open(userId);
            }
        });

        assertThat(sessions.endAll(userId, EndReason.PASSWORD_RESET)).isEqualTo(601);
        isRefused(refresh(login.refresh()));
    }

    @Test
    void whatHasLongExpiredIsDeletedAndNothingElse() {
        var old = logIn();
        var ended = logIn();
        send(HttpMethod.POST, "/api/v1/user/logout", ended.access());
        update("UPDATE sessions SET expires_at = expires_at - INTERVAL 17 DAY WHERE id = ?", bytes(old.session()));
        update(
                "UPDATE refresh_tokens SET expires_at = expires_at - INTERVAL 17 DAY WHERE session_id = ?",
                bytes(old.session()));
        var live = logIn();

        cleanup.clean();

        assertThat(rowsOf(old)).isEqualTo(List.of(0, 0));
        assertThat(rowsOf(ended)).isEqualTo(List.of(1, 1));
        assertThat(rowsOf(live)).isEqualTo(List.of(1, 1));
        isRefused(refresh(old.refresh()));
    }

    @Test
    void theTopicOfRevocationsKeepsThemForAsLongAsATokenMayLive() throws Exception {
        var topic = new ConfigResource(ConfigResource.Type.TOPIC, SessionRevoked.TOPIC);
        try (var admin = Admin.create(Map.of("bootstrap.servers", TestBackends.kafkaBootstrapServers()))) {
            await().untilAsserted(() -> {
                var settings = Objects.requireNonNull(
                        admin.describeConfigs(List.of(topic)).all().get().get(topic));
                assertThat(settings.get("cleanup.policy").value()).isEqualTo("compact,delete");
                assertThat(Duration.ofMillis(
                                Long.parseLong(settings.get("retention.ms").value())))
                        .isEqualTo(Duration.ofMinutes(76));
            });
        }
    }

    private Pair logIn() {
        return pair(logIn(text(person, "email"), PASSWORD));
    }

    private Pair logIn(String client) {
        return pair(http.post()
                .uri("/api/v1/user/login")
                .header("User-Agent", client)
                .contentType(MediaType.APPLICATION_JSON)
                .body(Map.of("account", text(person, "email"), "password", PASSWORD))
                .exchange()
                .returnResult(String.class));
    }

    private EntityExchangeResult<String> refresh(String token) {
        return post(REFRESH, Map.of("refreshToken", token));
    }

    private Pair refreshed(String token) {
        var answer = refresh(token);
        assertThat(answer.getStatus().value()).as(answer.toString()).isEqualTo(200);
        return pair(answer);
    }

    private static void isRefused(EntityExchangeResult<String> answer) {
        assertThat(answer.getStatus().value()).as(answer.toString()).isEqualTo(401);
        assertThat(json(answer).get("code").stringValue()).isEqualTo("REFRESH_REFUSED");
    }

    private int profile(String access) {
        return send(HttpMethod.GET, "/api/v1/user/me", access);
    }

    private int send(HttpMethod method, String path, String access) {
        return exchange(method, path, access).getStatus().value();
    }

    private EntityExchangeResult<String> exchange(HttpMethod method, String path, String access) {
        return http.method(method)
                .uri(path)
                .header("Authorization", "Bearer " + access)
                .exchange()
                .returnResult(String.class);
    }

    private JsonNode listed(Pair asking) {
        return json(exchange(HttpMethod.GET, SESSIONS, asking.access())).get("items");
    }

    /** As if eleven seconds had passed since these tokens were used, if they were. */
    private void age(String... tokens) {
        for (var token : tokens) {
            update(
                    "UPDATE refresh_tokens SET used_at = used_at - INTERVAL 11 SECOND WHERE token_hash = ?",
                    hash(token));
        }
    }

    private void update(String statement, Object parameter) {
        assertThat(transaction.<Integer>execute(
                        _ -> jdbc.sql(statement).param(parameter).update()))
                .isEqualTo(1);
    }

    private static byte[] hash(String token) {
        return new RefreshToken(token).hash();
    }

    private String endReason(Pair session) {
        return jdbc.sql("SELECT end_reason FROM sessions WHERE id = ? AND ended_at IS NOT NULL AND client IS NULL")
                .param(bytes(session.session()))
                .query(String.class)
                .single();
    }

    private int audited(String action) {
        return jdbc.sql("SELECT COUNT(*) FROM audit_events WHERE action = ? AND user_id = ?")
                .params(action, userId)
                .query(Integer.class)
                .single();
    }

    private int outboxRowsOf(Pair session) {
        return jdbc.sql("SELECT COUNT(*) FROM outbox WHERE record_key = ?")
                .param(session.session().toString())
                .query(Integer.class)
                .single();
    }

    private List<@Nullable Integer> rowsOf(Pair session) {
        return jdbc.sql("""
                        SELECT COUNT(*) FROM sessions WHERE id = :id
                        UNION ALL SELECT COUNT(*) FROM refresh_tokens WHERE session_id = :id""")
                .param("id", bytes(session.session()))
                .query(Integer.class)
                .list();
    }

    private double counted(String outcome) {
        return meters.counter("sessions.refreshes", "outcome", outcome).count();
    }

    /** At least one; waits for it. */
    private static List<SessionRevoked> revocationsOf(Pair session) {
        try (var topic = new EventLog(TestBackends.kafkaBootstrapServers(), SessionRevoked.TOPIC)) {
            await().until(() -> topic.records().stream().anyMatch(message -> isOf(session, message)));
            return topic.recordsUpToNow().stream()
                    .filter(message -> isOf(session, message))
                    .map(SessionsIT::read)
                    .toList();
        }
    }

    private static boolean isOf(Pair session, ConsumerRecord<String, byte[]> message) {
        return message.key().equals(session.session().toString());
    }

    private static SessionRevoked read(ConsumerRecord<String, byte[]> message) {
        try {
            return SessionRevokedFormat.read(message).change();
        } catch (MalformedEvent e) {
            throw new AssertionError(e);
        }
    }

    private static Pair pair(EntityExchangeResult<String> answer) {
        var body = json(answer);
        return new Pair(
                body.get("accessToken").stringValue(), body.get("refreshToken").stringValue());
    }

    private static JsonNode claims(String access) {
        return JsonMapper.shared().readTree(Base64.getUrlDecoder().decode(access.split("\\.", -1)[1]));
    }

    private record Pair(String access, String refresh) {
        UUID session() {
            return UUID.fromString(claims(access).get("sid").stringValue());
        }
    }
}
