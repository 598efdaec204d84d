package dev.promo.auth.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.promo.auth.WholeServiceTest;
import dev.promo.auth.password.Password;
import dev.promo.auth.recovery.KeptResets;
import dev.promo.auth.secret.MasterKey;
import dev.promo.defaults.database.Columns;
import dev.promo.events.AccountErased;
import dev.promo.events.FirstLogin;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.test.web.servlet.client.EntityExchangeResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ErasureIT extends WholeServiceTest {

    private static final String ME = "/api/v1/user/me";

    @Autowired
    private KeptResets sent;

    @Autowired
    private Erasure erasure;

    @Autowired
    private MasterKey masterKey;

    private Map<String, Object> person;
    private long id;

    @BeforeEach
    void somebodyHasSignedUp() {
        person = somebody();
        id = signUp(person);
    }

    @AfterEach
    void letGo() {
        hashing.release();
    }

    @Test
    void nothingThatSaysWhoSomebodyWasStaysInTheDatabase() {
        person = somebody();
        person.put("fullName", "Nemo Unforgettable");
        person.put("birthday", "1911-02-03");
        id = signUp(person);
        var token = accessToken(person);
        post("/api/v1/user/password/reset-requests", Map.of("account", text(person, "email")));
        await().until(() -> sent.tokensOf(id).size() == 1);

        assertThat(erase(token, PASSWORD).getStatus().value()).isEqualTo(204);

        for (var field : List.of("userName", "email", "phoneNumber")) {
            assertThat(logIn(text(person, field), PASSWORD).getStatus().value()).isEqualTo(401);
        }
        assertThat(as(token, HttpMethod.GET, ME, null).getStatus().value()).isEqualTo(404);
        assertThat(everythingStored())
                .doesNotContain("unforgettable", "1911-02-03")
                .doesNotContain(text(person, "userName") + "\"", text(person, "userName") + "@")
                .doesNotContain(text(person, "phoneNumber"));
        assertThat(jdbc.sql("SELECT id, erased_at FROM users WHERE id = ?")
                        .param(id)
                        .query()
                        .singleRow())
                .doesNotContainValue(null);
        assertThat(recordedOf(id)).contains("ACCOUNT_ERASED");
    }

    @Test
    void allSessionsOfWhoIsErasedAreEnded() {
        var here = logIn(text(person, "email"), PASSWORD);
        var there = logIn(text(person, "phoneNumber"), PASSWORD);

        erase(json(here).get("accessToken").stringValue(), PASSWORD);

        var endings = jdbc.sql("SELECT end_reason FROM sessions WHERE user_id = ?")
                .param(id)
                .query(String.class)
                .list();
        assertThat(endings).containsExactly("ACCOUNT_ERASED", "ACCOUNT_ERASED");
        assertThat(List.of(here, there)).noneMatch(this::goesOn);
    }

    @Test
    void whatThePersonMayDoAndWasSentIsGoneToo() {
        transaction.executeWithoutResult(_ -> jdbc.sql("INSERT INTO user_roles (user_id, role) VALUES (?, 'PARTNER')")
                .param(id)
                .update());
        post("/api/v1/user/password/reset-requests", Map.of("account", text(person, "email")));
        await().until(() -> sent.tokensOf(id).size() == 1);

        erase(accessToken(person), PASSWORD);

        for (var table : List.of("user_roles", "password_resets")) {
            assertThat(jdbc.sql("SELECT COUNT(*) FROM " + table + " WHERE user_id = ?")
                            .param(id)
                            .query(Integer.class)
                            .single())
                    .as(table)
                    .isZero();
        }
    }

    @Test
    void aPasswordThatChangesWhileItConfirmsAnErasureConfirmsNothing() throws Exception {
        var token = accessToken(person);

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var erasure = transaction.execute(_ -> {
                jdbc.sql("UPDATE users SET password_hash = ? WHERE id = ?")
                        .param("$2b$04$" + "a".repeat(53))
                        .param(id)
                        .update();
                var waiting = threads.submit(() -> erase(token, PASSWORD));
                await().until(this::somebodyWaitsForALock);
                return waiting;
            });

            assertThat(Objects.requireNonNull(erasure).get().getStatus().value())
                    .isEqualTo(403);
        }
        assertThat(recordedOf(id)).doesNotContain("ACCOUNT_ERASED");
    }

    @Test
    void othersAreToldOnceOfTheErasureByNumberAndTimeAlone() {
        var token = accessToken(person);
        erase(token, "wrong password");
        assertThat(erasuresTold(id)).isEmpty();

        erase(token, PASSWORD);
        erase(token, PASSWORD);

        assertThat(erasuresTold(id)).singleElement().satisfies(told -> {
            assertThat(told.propertyNames()).containsExactlyInAnyOrder("userId", "erasedAt");
            assertThat(told.get("userId").longValue()).isEqualTo(id);
            assertThat(Instant.parse(told.get("erasedAt").stringValue())).isEqualTo(erasedAt());
        });
    }

    private Instant erasedAt() {
        return jdbc.sql("SELECT erased_at FROM users WHERE id = ?")
                .param(id)
                .query((row, _) -> Columns.instant(row, "erased_at"))
                .single();
    }

    @Test
    void withoutThePasswordNobodyIsErased() {
        var token = accessToken(person);

        var wrong = erase(token, "wrong password");

        assertThat(wrong.getStatus().value()).isEqualTo(403);
        assertThat(json(wrong).get("code").stringValue()).isEqualTo("WRONG_PASSWORD");
        assertThat(as(token, HttpMethod.DELETE, ME, "{}").getStatus().value()).isEqualTo(400);
        assertThat(as(token, HttpMethod.DELETE, ME, "{\"password\":null}")
                        .getStatus()
                        .value())
                .isEqualTo(400);
        assertThat(logIn(text(person, "email"), PASSWORD).getStatus().value()).isEqualTo(200);
    }

    @Test
    void whoIsErasedCannotBeErasedAgainNorChangeAnything() {
        var token = accessToken(person);
        erase(token, PASSWORD);

        assertThat(erase(token, PASSWORD).getStatus().value()).isEqualTo(404);
        assertThat(as(
                                token,
                                HttpMethod.POST,
                                "/api/v1/user/password",
                                Map.of("currentPassword", PASSWORD, "newPassword", "battery staple"))
                        .getStatus()
                        .value())
                .isEqualTo(404);
    }

    @Test
    void anErasedPersonGetsNoRoles() {
        var them = somebody();
        makeAdmin(signUp(them));
        var admin = accessToken(them);
        erase(accessToken(person), PASSWORD);

        var roles =
                as(admin, HttpMethod.PUT, "/api/v1/admin/users/" + id + "/roles", Map.of("roles", List.of("PARTNER")));

        assertThat(roles.getStatus().value()).isEqualTo(404);
    }

    @Test
    void anAdminIsNotErasedSoThatOneIsLeft() {
        makeAdmin(id);

        var answer = erase(accessToken(person), PASSWORD);

        assertThat(answer.getStatus().value()).isEqualTo(409);
        assertThat(json(answer).get("code").stringValue()).isEqualTo("OWN_ADMIN_ROLE");
        assertThat(logIn(text(person, "email"), PASSWORD).getStatus().value()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"userName", "email", "phoneNumber"})
    void whoComesBackByAnyOldNameHasNoSecondFirstLogin(String field) {
        accessToken(person);
        erase(accessToken(person), PASSWORD);

        var again = signUpAgainBy(field);

        var login = logIn(text(person, field), PASSWORD);
        assertThat(login.getStatus().value()).isEqualTo(200);
        assertThat(json(login).get("firstLogin").booleanValue()).isFalse();
        assertThat(again).isNotEqualTo(id);
        assertThat(firstLoginsTold(again)).isZero();
    }

    @Test
    void everyTokenOfWhoComesBackSaysThatNoFirstLoginWillBeTold() {
        assertThat(firstLogin(accessToken(person))).isEmpty();
        erase(accessToken(person), PASSWORD);
        signUpAgainBy("email");

        var first = json(logIn(text(person, "email"), PASSWORD));
        var second = json(logIn(text(person, "email"), PASSWORD));
        var refreshed = json(post(
                "/api/v1/user/token/refresh",
                Map.of("refreshToken", second.get("refreshToken").stringValue())));

        assertThat(List.of(first, second, refreshed))
                .allSatisfy(answer -> assertThat(
                                firstLogin(answer.get("accessToken").stringValue()))
                        .isEqualTo("none"));
    }

    @Test
    void ofManyFirstLoginsAtOnceOfWhoComesBackEveryTokenSaysSo() throws Exception {
        accessToken(person);
        erase(accessToken(person), PASSWORD);
        signUpAgainBy("email");
        var together = new CyclicBarrier(8);
        Callable<EntityExchangeResult<String>> login = () -> {
            together.await();
            return logIn(text(person, "email"), PASSWORD);
        };

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var answer : threads.invokeAll(Collections.nCopies(8, login))) {
                assertThat(firstLogin(json(answer.get()).get("accessToken").stringValue()))
                        .isEqualTo("none");
            }
        }
    }

    @Test
    void anErasedRowForgetsThatItsPersonHadComeBack() {
        erase(accessToken(person), PASSWORD);
        id = signUpAgainBy("email");
        var token =
                json(logIn(text(person, "email"), PASSWORD)).get("accessToken").stringValue();
        assertThat(isReturned(id)).isTrue();

        assertThat(erase(token, PASSWORD).getStatus().value()).isEqualTo(204);

        assertThat(isReturned(id)).isFalse();
    }

    private boolean isReturned(long userId) {
        return jdbc.sql("SELECT returned FROM users WHERE id = ?")
                .param(userId)
                .query(Boolean.class)
                .single();
    }

    @Test
    void whoComesBackByOneNameAndGoesAgainIsKnownByTheOtherToo() {
        erase(accessToken(person), PASSWORD);
        var second = somebody();
        second.put("email", text(person, "email")); // new but for the address
        signUp(second);
        assertThat(erase(accessToken(second), PASSWORD).getStatus().value()).isEqualTo(204);

        person = second;
        var third = signUpAgainBy("phoneNumber");

        assertThat(json(logIn(text(second, "phoneNumber"), PASSWORD))
                        .get("firstLogin")
                        .booleanValue())
                .isFalse();
        assertThat(firstLoginsTold(third)).isZero();
    }

    @Test
    void whoNeverLoggedInLeavesNoTombstoneAndHasTheirFirstLoginLater() throws Exception {
        hashing.hold(); // nobody can log in to be erased without a first login: it is erased while that is under way
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var before = hashing.comparedHashes().size();
            var login = threads.submit(() -> logIn(text(person, "email"), PASSWORD));
            await().until(() -> hashing.comparedHashes().size() == before + 1);
            var tombstones = count("tombstones");
            transaction.executeWithoutResult(_ -> {
                jdbc.sql("DELETE FROM identifiers WHERE user_id = ?").param(id).update();
                jdbc.sql("""
                                UPDATE users SET full_name = NULL, user_name = NULL, email = NULL, phone_number = NULL,
                                    password_hash = NULL, birthday = NULL, erased_at = UTC_TIMESTAMP(6) WHERE id = ?""").param(id).update();
            });

            hashing.release();

            assertThat(login.get().getStatus().value()).isEqualTo(401);
            assertThat(firstLoginsTold(id)).isZero();
            assertThat(count("tombstones")).isEqualTo(tombstones);
        }

        var again = signUpAgainBy("email");
        assertThat(json(logIn(text(person, "email"), PASSWORD))
                        .get("firstLogin")
                        .booleanValue())
                .isTrue();
        assertThat(firstLoginsTold(again)).isEqualTo(1);
    }

    @Test
    void whoIsErasedBeforeTheirFirstLoginHasItWhenTheyComeBack() {
        // nobody without a login has a token to be erased by
        assertThat(erasure.erase(id, new Password(PASSWORD))).isInstanceOf(ErasureOutcome.Erased.class);

        var again = signUpAgainBy("phoneNumber");

        assertThat(json(logIn(text(person, "phoneNumber"), PASSWORD))
                        .get("firstLogin")
                        .booleanValue())
                .isTrue();
        assertThat(firstLoginsTold(again)).isEqualTo(1);
    }

    @Test
    void aTombstoneIsAMarkThatOnlyTheMasterKeyMakesAndLaterReleasesFind() {
        erase(accessToken(person), PASSWORD);

        for (var name : Map.of("USER_NAME", "userName", "EMAIL", "email", "PHONE_NUMBER", "phoneNumber")
                .entrySet()) {
            assertThat(jdbc.sql("SELECT COUNT(*) FROM tombstones WHERE mark = ?")
                            .param(masterKey.mark("tombstones", name.getKey() + ":" + text(person, name.getValue())))
                            .query(Integer.class)
                            .single())
                    .isOne();
        }
    }

    @Test
    void ofOneErasureAndManyLoginsAndSignUpsAtOnceOneFirstLoginIsTold() throws Exception {
        for (var round = 0; round < 10; round++) {
            somebodyHasSignedUp();
            var token = accessToken(person);
            var address = text(person, "email");
            var newcomer = new HashMap<>(somebody());
            newcomer.put("email", address);
            var work = new ArrayList<Callable<EntityExchangeResult<String>>>();
            work.add(() -> erase(token, PASSWORD));
            for (var n = 0; n < 4; n++) {
                work.add(() -> logIn(address, PASSWORD));
                work.add(() -> post("/api/v1/user/signup", newcomer));
            }
            var together = new CyclicBarrier(work.size());

            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var answers = threads.invokeAll(work.stream()
                        .<Callable<EntityExchangeResult<String>>>map(one -> () -> {
                            together.await();
                            return one.call();
                        })
                        .toList());
                for (var answer : answers) {
                    assertThat(answer.get().getStatus().value()).isLessThan(500);
                }
                assertThat(answers.getFirst().get().getStatus().value()).isEqualTo(204);
            }
            post("/api/v1/user/signup", newcomer); // if nobody was fast enough
            logIn(address, PASSWORD);

            var holder = jdbc.sql("SELECT user_id FROM identifiers WHERE identifier = ?")
                    .param(address)
                    .query(Long.class)
                    .single();
            assertThat(holder).isNotEqualTo(id);
            assertThat(firstLoginsTold(id) + firstLoginsTold(holder)).isEqualTo(1);
        }
    }

    /** Under one old identifier, everything else new. */
    private long signUpAgainBy(String field) {
        var again = somebody();
        again.put(field, text(person, field));
        return signUp(again);
    }

    private EntityExchangeResult<String> erase(String token, String password) {
        return as(token, HttpMethod.DELETE, ME, Map.of("password", password));
    }

    private long firstLoginsTold(long userId) {
        return jdbc.sql("SELECT COUNT(*) FROM outbox WHERE record_key = ? AND topic = ?")
                .params(Long.toString(userId), FirstLogin.TOPIC)
                .query(Long.class)
                .single();
    }

    /** What others are told of a person's erasure, each time they are told. */
    private List<JsonNode> erasuresTold(long userId) {
        return jdbc.sql("SELECT data FROM outbox WHERE record_key = ? AND topic = ?")
                .params(Long.toString(userId), AccountErased.TOPIC)
                .query((row, _) -> JsonMapper.shared().readTree(row.getBytes("data")))
                .list();
    }

    /** What a token says of its subject's first login; empty if nothing. */
    private static String firstLogin(String token) {
        var claims = Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]);
        return JsonMapper.shared().readTree(claims).path("first_login").asString("");
    }

    /** All rows of all tables, as text in lower case. */
    private String everythingStored() {
        var everything = new StringBuilder();
        var tables = jdbc.sql(
                        "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'")
                .query(String.class)
                .list();
        assertThat(tables).contains("users", "identifiers", "outbox", "audit_events", "password_resets");
        for (var table : tables) {
            jdbc.sql("SELECT * FROM " + table)
                    .query()
                    .listOfRows()
                    .forEach(row -> row.values()
                            .forEach(value -> everything
                                    .append(
                                            value instanceof byte[] bytes
                                                    ? new String(bytes, StandardCharsets.UTF_8)
                                                    : value)
                                    .append("\"\n")));
        }
        return everything.toString().toLowerCase(Locale.ROOT);
    }
}
