package dev.promo.auth.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.promo.auth.WholeServiceTest;
import dev.promo.auth.secret.SecretText;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.test.web.servlet.client.EntityExchangeResult;

class PasswordResetIT extends WholeServiceTest {

    private static final String REQUESTS = "/api/v1/user/password/reset-requests";
    private static final String NEXT = "battery staple";

    @Autowired
    private KeptResets sent;

    @Autowired
    private ResetTokens tokens;

    @Autowired
    private MeterRegistry meters;

    private Map<String, Object> person;
    private long id;

    @BeforeEach
    void somebodyHasSignedUp() {
        person = somebody();
        id = signUp(person);
    }

    @AfterEach
    void letGo() {
        sent.release();
    }

    @ParameterizedTest
    @ValueSource(strings = {"userName", "email", "phoneNumber"})
    void whoForgotThePasswordIsSentATokenThatSetsAnother(String field) {
        var token = request(text(person, field), 1);

        assertThat(token).matches("[A-Za-z0-9_-]{43}");
        assertThat(reset(token, NEXT).getStatus().value()).isEqualTo(204);
        assertThat(logIn(text(person, "email"), PASSWORD).getStatus().value()).isEqualTo(401);
        assertThat(logIn(text(person, "email"), NEXT).getStatus().value()).isEqualTo(200);
        assertThat(recordedOf(id))
                .containsExactly("PASSWORD_RESET_REQUESTED", "PASSWORD_RESET", "LOGIN_REFUSED", "LOGGED_IN");
    }

    @Test
    void whoHadTheOldPasswordHasNothingLeftOnceItIsReset() {
        var sessions = List.of(logIn(text(person, "email"), PASSWORD), logIn(text(person, "phoneNumber"), PASSWORD));

        assertThat(reset(request(text(person, "email"), 1), NEXT).getStatus().value())
                .isEqualTo(204);

        assertThat(sessions).noneMatch(this::goesOn);
    }

    @Test
    void whoIsLockedOutGetsInByAReset() {
        for (var n = 0; n < 10; n++) {
            logIn(text(person, "email"), "wrong password");
            transaction.executeWithoutResult(
                    _ -> jdbc.sql("UPDATE login_attempts SET blocked_until = NULL WHERE failures < 10")
                            .update()); // the pauses before the lock
        }
        assertThat(logIn(text(person, "email"), PASSWORD).getStatus().value()).isEqualTo(429);

        assertThat(reset(request(text(person, "email"), 1), NEXT).getStatus().value())
                .isEqualTo(204);

        assertThat(logIn(text(person, "email"), NEXT).getStatus().value()).isEqualTo(200);
    }

    @Test
    void theAnswerToARequestIsTheSameWhetherThereIsSuchAnAccountOrNot() {
        var ignored = counted("ignored");
        var answers = List.of(
                post(REQUESTS, Map.of("account", text(person, "email"))),
                post(REQUESTS, Map.of("account", "nobody-has-this-name")),
                post(REQUESTS, Map.of("account", "!")));

        var headers = new HashSet<Object>();
        for (var answer : answers) {
            assertThat(answer.getStatus().value()).isEqualTo(202);
            assertThat(answer.getResponseBody()).isNull();
            headers.add(answer.getResponseHeaders().headerNames());
        }
        assertThat(headers).hasSize(1);
        await().until(() -> sent.tokensOf(id).size() == 1 && counted("ignored") == ignored + 2);
    }

    @Test
    void noRequestWaitsForAnythingToBeSent() {
        sent.hold();

        for (var n = 0; n < 5; n++) { // two threads are busy with the first two
            assertThat(post(REQUESTS, Map.of("account", text(person, "email")))
                            .getStatus()
                            .value())
                    .isEqualTo(202);
        }
        assertThat(sent.tokensOf(id)).isEmpty();
    }

    @Test
    void whatCannotWaitAnyMoreIsSentAwayWhoeverItIsAbout() throws Exception {
        sent.hold();
        post(REQUESTS, Map.of("account", text(person, "email")));
        post(REQUESTS, Map.of("account", text(person, "email")));
        var statuses = new HashSet<Integer>();

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var requests = new ArrayList<Callable<Integer>>();
            for (var n = 0; n < 1_010; n++) {
                requests.add(() -> post(REQUESTS, Map.of("account", "nobody-has-this-name"))
                        .getStatus()
                        .value());
            }
            for (var answer : threads.invokeAll(requests)) {
                statuses.add(answer.get());
            }
        }

        assertThat(statuses).containsExactlyInAnyOrder(202, 503);
        sent.release();
        await().until(() -> meters.get("executor.queued")
                        .tag("name", "password-resets")
                        .gauge()
                        .value()
                == 0.0);
    }

    @Test
    void aTokenWorksOnceHoweverManyRace() throws Exception {
        var token = request(text(person, "email"), 1);
        var resets = new ArrayList<Callable<EntityExchangeResult<String>>>();
        for (var n = 0; n < 10; n++) {
            var next = NEXT + n;
            resets.add(() -> reset(token, next));
        }

        var used = new ArrayList<Integer>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = threads.invokeAll(resets);
            for (var n = 0; n < answers.size(); n++) {
                if (answers.get(n).get().getStatus().value() == 204) {
                    used.add(n);
                } else {
                    isRefused(answers.get(n).get());
                }
            }
        }

        assertThat(used).hasSize(1);
        assertThat(logIn(text(person, "email"), NEXT + used.getFirst())
                        .getStatus()
                        .value())
                .isEqualTo(200);
        isRefused(reset(token, NEXT));
    }

    @Test
    void onlyTheNewestTokenIsGood() {
        var first = request(text(person, "email"), 1);
        var second = request(text(person, "email"), 2);

        isRefused(reset(first, NEXT));
        assertThat(reset(second, NEXT).getStatus().value()).isEqualTo(204);
    }

    @Test
    void aPersonIsSentSoManyTokensInAnHourAndTheLastOfThemStaysGood() {
        request(text(person, "email"), 1);
        request(text(person, "email"), 2);
        var third = request(text(person, "email"), 3);
        var ignored = counted("ignored");

        post(REQUESTS, Map.of("account", text(person, "phoneNumber")));

        await().until(() -> counted("ignored") == ignored + 1);
        assertThat(sent.tokensOf(id)).hasSize(3);
        assertThat(reset(third, NEXT).getStatus().value()).isEqualTo(204);
    }

    @Test
    void afterAnHourThereAreTokensAgain() {
        request(text(person, "email"), 1);
        request(text(person, "email"), 2);
        request(text(person, "email"), 3);

        shift("counted_since = counted_since - INTERVAL 61 MINUTE");

        request(text(person, "email"), 4);
    }

    @Test
    void aTokenIsGoodForHalfAnHour() {
        var token = request(text(person, "email"), 1);

        shift("expires_at = expires_at - INTERVAL 31 MINUTE");

        isRefused(reset(token, NEXT));
        assertThat(logIn(text(person, "email"), PASSWORD).getStatus().value()).isEqualTo(200);
    }

    @Test
    void aTokenThatExpiresWhileTheNewPasswordIsHashedIsGoodForNothing() {
        var token = new SecretText(request(text(person, "email"), 1));
        assertThat(tokens.holder(token)).hasValue(id);

        shift("expires_at = expires_at - INTERVAL 31 MINUTE");

        assertThat(transaction.<Boolean>execute(_ -> tokens.use(token))).isFalse();
        assertThat(tokens.holder(token)).isEmpty(); // and who comes with it now has nothing hashed
    }

    @Test
    void aRefusedPasswordDoesNotUseTheTokenUp() {
        var token = request(text(person, "email"), 1);

        var refused = reset(token, "short");

        assertThat(refused.getStatus().value()).isEqualTo(400);
        assertThat(json(refused).get("errors").get(0).get("field").stringValue())
                .isEqualTo("newPassword");
        assertThat(reset(token, NEXT).getStatus().value()).isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "' OR 1=1 --"})
    void aTokenThatNobodyWasSentIsRefusedBeforeAnythingIsHashed(String token) {
        isRefused(reset(token, NEXT));
    }

    @Test
    void aChangedPasswordMakesATokenWorthless() {
        var token = request(text(person, "email"), 1);

        as(
                accessToken(person),
                HttpMethod.POST,
                "/api/v1/user/password",
                Map.of("currentPassword", PASSWORD, "newPassword", NEXT));

        isRefused(reset(token, "another password"));
    }

    @Test
    void whoIsErasedWhileTheyAskForATokenIsSentNone() {
        var ignored = counted("ignored");

        transaction.executeWithoutResult(_ -> {
            erase();
            post(REQUESTS, Map.of("account", text(person, "email")));
            await().until(this::somebodyWaitsForALock);
        });

        await().until(() -> counted("ignored") == ignored + 1);
        assertThat(sent.tokensOf(id)).isEmpty();
    }

    @Test
    void whoIsErasedWhileTheyResetTheirPasswordStaysErased() throws Exception {
        var token = request(text(person, "email"), 1);

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var reset = transaction.execute(_ -> {
                erase();
                var waiting = threads.submit(() -> reset(token, NEXT));
                await().until(this::somebodyWaitsForALock);
                return waiting;
            });

            isRefused(Objects.requireNonNull(reset).get());
        }
    }

    @Test
    void ofATokenOnlyTheHashIsStored() {
        var token = request(text(person, "email"), 1);

        var stored = jdbc.sql("SELECT HEX(token_hash) FROM password_resets WHERE user_id = ?")
                .param(id)
                .query(String.class)
                .single();
        assertThat(stored).hasSize(64).isNotEqualTo(token);
    }

    /** The token that this request has sent, after the person had some before. */
    private String request(String account, int tokensThen) {
        assertThat(post(REQUESTS, Map.of("account", account)).getStatus().value())
                .isEqualTo(202);
        await().until(() -> sent.tokensOf(id).size() == tokensThen);
        return sent.tokensOf(id).getLast();
    }

    private EntityExchangeResult<String> reset(String token, String password) {
        return post("/api/v1/user/password/reset", Map.of("token", token, "newPassword", password));
    }

    private static void isRefused(EntityExchangeResult<String> answer) {
        assertThat(answer.getStatus().value()).isEqualTo(400);
        assertThat(json(answer).get("code").stringValue()).isEqualTo("RESET_REFUSED");
    }

    /** What erasing does to the person's rows, in the transaction of the caller. */
    private void erase() {
        for (var table : List.of("identifiers", "password_resets")) {
            jdbc.sql("DELETE FROM " + table + " WHERE user_id = ?").param(id).update();
        }
        jdbc.sql("""
                        UPDATE users SET full_name = NULL, user_name = NULL, email = NULL, phone_number = NULL,
                            password_hash = NULL, birthday = NULL, erased_at = UTC_TIMESTAMP(6) WHERE id = ?""").param(id).update();
    }

    private void shift(String assignment) {
        transaction.executeWithoutResult(
                _ -> jdbc.sql("UPDATE password_resets SET " + assignment + " WHERE user_id = ?")
                        .param(id)
                        .update());
    }

    private double counted(String outcome) {
        var counter = meters.find("password.resets").tag("outcome", outcome).counter();
        return counter == null ? 0 : counter.count();
    }
}
