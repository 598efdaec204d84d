package dev.promo.auth.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.promo.auth.WholeServiceTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpMethod;
import org.springframework.test.web.servlet.client.EntityExchangeResult;

class PasswordChangeIT extends WholeServiceTest {

    private static final String NEXT = "battery staple";

    private Map<String, Object> person;
    private long id;
    private String token;

    @BeforeEach
    void somebodyIsLoggedIn() {
        person = somebody();
        id = signUp(person);
        token = accessToken(person);
    }

    @AfterEach
    void letGo() {
        hashing.release();
    }

    @Test
    void whoKnowsThePasswordGetsAnotherAndTheOldOneIsWorthNothing() {
        assertThat(change(PASSWORD, NEXT).getStatus().value()).isEqualTo(204);

        assertThat(logIn(text(person, "email"), PASSWORD).getStatus().value()).isEqualTo(401);
        assertThat(logIn(text(person, "email"), NEXT).getStatus().value()).isEqualTo(200);
        assertThat(recordedOf(id)).containsExactly("LOGGED_IN", "PASSWORD_CHANGED", "LOGIN_REFUSED", "LOGGED_IN");
    }

    @Test
    void theSessionThatChangesThePasswordGoesOnAndAllOthersAreEnded() {
        var own = logIn(text(person, "email"), PASSWORD);
        var others = List.of(logIn(text(person, "email"), PASSWORD), logIn(text(person, "phoneNumber"), PASSWORD));
        token = json(own).get("accessToken").stringValue();

        assertThat(change(PASSWORD, NEXT).getStatus().value()).isEqualTo(204);

        assertThat(others).noneMatch(this::goesOn);
        assertThat(goesOn(own)).isTrue();
    }

    @Test
    void whoDoesNotKnowThePasswordIsRefusedAndThatIsRecorded() {
        var answer = change("wrong password", NEXT);

        assertThat(answer.getStatus().value()).isEqualTo(403);
        assertThat(json(answer).get("code").stringValue()).isEqualTo("WRONG_PASSWORD");
        assertThat(logIn(text(person, "email"), PASSWORD).getStatus().value()).isEqualTo(200);
        assertThat(recordedOf(id)).containsExactly("LOGGED_IN", "LOGIN_REFUSED", "LOGGED_IN");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{}                                                       | currentPassword REQUIRED",
                "{'currentPassword':'correct horse'}                      | newPassword REQUIRED",
                "{'currentPassword':'','newPassword':'battery staple'}    | currentPassword REQUIRED",
                "{'currentPassword':['x'],'newPassword':'battery staple'} | currentPassword TYPE",
                "{'currentPassword':'correct horse','newPassword':'short'} | newPassword MIN_LENGTH",
                "{'currentPassword':'correct horse','newPassword':'battery staple','userId':1} | userId UNKNOWN_FIELD",
            })
    void aBrokenRuleIsNamedBeforeAnythingIsComputed(String body, String violation) {
        var before = hashing.comparedHashes().size();

        var answer = as(token, HttpMethod.POST, "/api/v1/user/password", body.replace('\'', '"'));

        assertThat(answer.getStatus().value()).isEqualTo(400);
        assertThat(json(answer).get("errors").valueStream())
                .anySatisfy(error -> assertThat(error.get("field").stringValue() + " "
                                + error.get("rule").stringValue())
                        .isEqualTo(violation));
        assertThat(hashing.comparedHashes()).hasSize(before);
    }

    @Test
    void aStrangerChangesNothing() {
        var answer = post("/api/v1/user/password", Map.of("currentPassword", PASSWORD, "newPassword", NEXT));

        assertThat(answer.getStatus().value()).isEqualTo(401);
    }

    @Test
    void ofChangesFromOnePasswordAtTheSameTimeOneIsMade() throws Exception {
        var changes = new ArrayList<Callable<EntityExchangeResult<String>>>();
        for (var n = 0; n < 4; n++) {
            var next = NEXT + n;
            changes.add(() -> change(PASSWORD, next));
        }

        var made = new ArrayList<Integer>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = threads.invokeAll(changes);
            for (var n = 0; n < answers.size(); n++) {
                var status = answers.get(n).get().getStatus().value();
                assertThat(status).isIn(204, 403);
                if (status == 204) {
                    made.add(n);
                }
            }
        }

        assertThat(made).hasSize(1);
        assertThat(logIn(text(person, "email"), NEXT + made.getFirst())
                        .getStatus()
                        .value())
                .isEqualTo(200);
        assertThat(recordedOf(id).stream().filter("PASSWORD_CHANGED"::equals)).hasSize(1);
    }

    @Test
    void aChangeThatComesWhileAnotherIsBeingMadeWaitsForThatAndIsRefused() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var second = transaction.execute(_ -> {
                store("$2b$04$" + "a".repeat(53));
                var waiting = threads.submit(() -> change(PASSWORD, NEXT));
                await().until(this::somebodyWaitsForALock);
                return waiting;
            });

            assertThat(Objects.requireNonNull(second).get().getStatus().value()).isEqualTo(403);
        }
    }

    @Test
    void aLoginThatWasComparingTheOldPasswordWhenItChangedIsRefused() throws Exception {
        isRefusedIfThePasswordChangesMeanwhile();
    }

    @Test
    void aFirstLoginThatWasComparingTheOldPasswordWhenItChangedIsRefusedAndIsNone() throws Exception {
        person = somebody();
        id = signUp(person);

        isRefusedIfThePasswordChangesMeanwhile();

        assertThat(jdbc.sql("SELECT COUNT(*) FROM users WHERE id = ? AND first_login_at IS NULL")
                        .param(id)
                        .query(Integer.class)
                        .single())
                .isOne();
    }

    private void isRefusedIfThePasswordChangesMeanwhile() throws Exception {
        hashing.hold();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var before = hashing.comparedHashes().size();
            var login = threads.submit(() -> logIn(text(person, "email"), PASSWORD));
            await().until(() -> hashing.comparedHashes().size() == before + 1);
            store("$2b$04$" + "a".repeat(53)); // as a change by another instance would

            hashing.release();

            assertThat(login.get().getStatus().value()).isEqualTo(401);
        }
    }

    private void store(String hash) {
        transaction.executeWithoutResult(_ -> jdbc.sql("UPDATE users SET password_hash = ? WHERE id = ?")
                .param(hash)
                .param(id)
                .update());
    }

    private EntityExchangeResult<String> change(String current, String next) {
        return as(
                token,
                HttpMethod.POST,
                "/api/v1/user/password",
                Map.of("currentPassword", current, "newPassword", next));
    }
}
