package dev.promo.auth.attempt;

import static dev.promo.defaults.database.Columns.utc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.promo.auth.RunningService;
import dev.promo.auth.WholeServiceTest;
import dev.promo.auth.audit.AuditTrail;
import dev.promo.auth.password.Password;
import dev.promo.auth.secret.MasterKey;
import dev.promo.local.testing.TestBackends;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.client.EntityExchangeResult;

class LoginAttemptsIT extends WholeServiceTest {

    private static final String WRONG = "wrong password";

    @Autowired
    private TallyBook book;

    @Autowired
    private PasswordCheck check;

    @Autowired
    private MasterKey masterKey;

    @Autowired
    private AuditTrail audit;

    @Autowired
    private AttemptProperties rules;

    @Autowired
    private Clock clock;

    @AfterEach
    void letGo() {
        hashing.release();
    }

    @Test
    void afterTenWrongPasswordsAlsoTheRightOneMustWaitAndASessionDoesNotNotice() {
        var person = somebody();
        var id = signUp(person);
        var name = text(person, "userName");
        var token = json(logIn(name, PASSWORD)).get("accessToken").stringValue();

        for (var n = 0; n < 10; n++) {
            assertThat(logIn(name, WRONG).getStatus().value()).isEqualTo(401);
            letPassThePause(id);
        }
        var compared = hashing.comparedHashes().size();
        var refused = logIn(name, PASSWORD);

        isSentAway(refused, 890, 900);
        assertThat(hashing.comparedHashes()).hasSize(compared);
        assertThat(lockouts(id)).containsExactly("{\"failures\":\"10\",\"seconds\":\"900\"}");
        assertThat(http.get()
                        .uri("/api/v1/user/me")
                        .header("Authorization", "Bearer " + token)
                        .exchange()
                        .returnResult(String.class)
                        .getStatus()
                        .value())
                .isEqualTo(200);

        letPassTheLock(id);

        assertThat(logIn(name, PASSWORD).getStatus().value()).isEqualTo(200);
        assertThat(lockouts(id)).hasSize(1);
    }

    @Test
    void fromTheFifthWrongPasswordOnThereIsAPause() {
        var person = somebody();
        var id = signUp(person);
        for (var n = 0; n < 4; n++) {
            assertThat(logIn(text(person, "userName"), WRONG).getStatus().value())
                    .isEqualTo(401);
        }
        assertThat(logIn(text(person, "userName"), WRONG).getStatus().value()).isEqualTo(401);
        change(id, "blocked_until = ?", clock.instant().plusSeconds(120)); // the test's machine may be slow

        isSentAway(logIn(text(person, "userName"), PASSWORD), 60, 120);
    }

    @Test
    void allNamesOfAPersonShareOneCount() {
        var person = somebody();
        var id = signUp(person);

        for (var name : List.of("userName", "email", "phoneNumber")) {
            logIn(text(person, name), WRONG);
        }

        assertThat(book.look(account(id)).failures()).isEqualTo(3);
    }

    /** Or it would be known by that who has an account: all names of one share a count. */
    @Test
    void allSpellingsOfANameThatNobodyHasShareOneCountToo() {
        var unknown = "nobody." + text(somebody(), "userName");

        logIn(unknown, WRONG);
        logIn(unknown.toUpperCase(Locale.ROOT), WRONG);

        assertThat(book.look(book.account(Target.unknown(unknown))).failures()).isEqualTo(2);
    }

    @Test
    void aRightPasswordForgetsTheWrongOnes() {
        var person = somebody();
        var id = signUp(person);
        for (var n = 0; n < 4; n++) {
            logIn(text(person, "userName"), WRONG);
        }

        assertThat(logIn(text(person, "userName"), PASSWORD).getStatus().value())
                .isEqualTo(200);

        assertThat(book.look(account(id)).failures()).isZero();
    }

    @Test
    void anUnknownAccountIsLockedLikeAKnownOneAndAnsweredAlike() {
        var person = somebody();
        var id = signUp(person);
        var unknown = "nobody." + text(person, "userName");

        for (var n = 0; n < 10; n++) {
            var known = logIn(text(person, "userName"), WRONG);
            var other = logIn(unknown, WRONG);
            assertThat(other.getStatus()).isEqualTo(known.getStatus());
            letPassThePause(id);
            change(book.account(Target.unknown(unknown)), "blocked_until = IF(failures < 10, ?, blocked_until)", null);
        }
        var known = logIn(text(person, "userName"), WRONG);
        var other = logIn(unknown, WRONG);

        isSentAway(known, 890, 900);
        isSentAway(other, 890, 900);
        assertThat(withoutCorrelation(other)).isEqualTo(withoutCorrelation(known));
        assertThat(other.getResponseHeaders().headerNames())
                .isEqualTo(known.getResponseHeaders().headerNames());
    }

    @Test
    void theTableTellsWhoWasTriedToNobodyWithoutTheMasterKey() {
        var person = somebody();
        var id = signUp(person);
        var unknown = "nobody." + text(person, "userName");

        logIn(text(person, "userName"), WRONG);
        logIn(unknown, WRONG);

        assertThat(rows(masterKey.mark("login attempts", "user " + id))).isOne();
        assertThat(rows(masterKey.mark("login attempts", "identifier " + unknown)))
                .isOne();
    }

    @Test
    void whatNobodyCanHaveIsCountedByWhatWasTyped() {
        for (var n = 0; n < 6; n++) {
            logIn("! one", WRONG);
        }

        assertThat(logIn("! another", WRONG).getStatus().value()).isEqualTo(401);
    }

    @Test
    void ofThreeHundredWrongPasswordsAtOnceAtTwoInstancesAtMostTenAreComputed() throws Exception {
        var person = somebody();
        var id = signUp(person);
        var name = text(person, "userName");

        var answers = atOnceAtTwoInstances(300, name, WRONG);

        assertThat(answers).containsOnlyKeys(401, 429);
        var computed = answers.getOrDefault(401, 0L);
        assertThat(computed).isBetween(5L, 10L);
        assertThat(book.look(account(id)).failures()).isEqualTo(computed.intValue());
    }

    @Test
    void thirtyRightPasswordsAtOnceAtTwoInstancesAllPass() throws Exception {
        var person = somebody();
        signUp(person);

        assertThat(atOnceAtTwoInstances(30, text(person, "userName"), PASSWORD)).isEqualTo(Map.of(200, 30L));
    }

    @Test
    void aRightPasswordWaitsForThoseThatMightBeWrong() throws Exception {
        var id = signUp(somebody());
        reserveAll(id);
        var password = new Password(PASSWORD);
        var hash = hashing.hash(password);
        var watched = new WatchedBook();
        var watchedCheck = new PasswordCheck(watched, hashing, clock);

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var waiting = threads.submit(() -> watchedCheck.check(Target.user(id), password, hash));
            watched.foundFull.await();
            book.released(account(id));

            assertThat(waiting.get()).isEqualTo(new Verdict.Right());
        }
    }

    @Test
    void whoWaitsInVainIsToldToComeBack() {
        var person = somebody();
        var id = signUp(person);
        reserveAll(id);

        isSentAway(logIn(text(person, "userName"), PASSWORD), 1, 1);
    }

    @Test
    void whatACrashedInstanceReservedStandsInNobodysWay() {
        var person = somebody();
        var id = signUp(person);
        reserveAll(id);
        change(id, "reserved_until = ?", clock.instant());

        assertThat(logIn(text(person, "userName"), PASSWORD).getStatus().value())
                .isEqualTo(200);
    }

    @Test
    void whoIsSentAwayByTheBulkheadGivesTheReservationBack() throws Exception {
        var person = somebody();
        var id = signUp(person);
        hashing.hold();
        var others = new ArrayList<Future<?>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                await().atMost(Duration.ofMinutes(1)).until(() -> {
                    others.removeIf(Future::isDone);
                    while (others.size() < 110) { // 2 computed, 100 waiting, some too many
                        var nobody = "held.up." + UUID.randomUUID();
                        others.add(threads.submit(() -> logIn(nobody, WRONG)));
                    }
                    return hashing.isFull();
                });

                assertThat(logIn(text(person, "userName"), PASSWORD).getStatus().value())
                        .isEqualTo(503);

                assertThat(book.look(account(id)).inFlight()).isZero();
            } finally {
                hashing.release();
            }
        }
        assertThat(others).allMatch(Future::isDone);
    }

    @Test
    void aResetForgives() {
        var person = somebody();
        var id = signUp(person);
        for (var n = 0; n < 5; n++) {
            logIn(text(person, "userName"), WRONG);
        }

        transaction.executeWithoutResult(_ -> check.forgive(id));

        assertThat(logIn(text(person, "userName"), PASSWORD).getStatus().value())
                .isEqualTo(200);
    }

    @Test
    void rowsThatCountForNothingAreDeletedAndOthersStay() {
        var old = signUp(somebody());
        var fresh = signUp(somebody());
        book.reserve(account(old));
        book.reserve(account(fresh));
        change(
                old,
                "touched_at = ?",
                clock.instant().minus(Duration.ofMinutes(16)).minusSeconds(1));
        change(fresh, "touched_at = ?", clock.instant().minus(Duration.ofMinutes(15)));

        while (book.clean(100) > 0) {
            assertThat(rows(fresh)).isOne();
        }

        assertThat(rows(old)).isZero();
        assertThat(rows(fresh)).isOne();
    }

    @Test
    void noTransactionWaitsForAPassword() {
        assertThatThrownBy(() -> transaction.executeWithoutResult(
                        _ -> check.check(Target.unknown("nobody"), new Password("x"), null)))
                .isInstanceOf(IllegalStateException.class);
    }

    /** The book of the service; tells when a try finds no room. */
    private final class WatchedBook extends TallyBook {

        private final CountDownLatch foundFull = new CountDownLatch(1);

        WatchedBook() {
            super(jdbc, masterKey, audit, rules, clock);
        }

        @Override
        Tally look(byte[] account) {
            var tally = book.look(account);
            if (!hasRoom(tally)) {
                foundFull.countDown();
            }
            return tally;
        }

        @Override
        public boolean reserve(byte[] account) {
            return book.reserve(account);
        }

        @Override
        public void succeeded(byte[] account) {
            book.succeeded(account);
        }
    }

    /** How often each status was answered. */
    private Map<Integer, Long> atOnceAtTwoInstances(int logins, String name, String password) throws Exception {
        try (var other = new RunningService(TestBackends.jdbcUrl("auth"), TestBackends.kafkaBootstrapServers());
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = new ArrayList<Callable<EntityExchangeResult<String>>>();
            for (var n = 0; n < logins / 2; n++) {
                all.add(() -> logIn(name, password));
                all.add(() -> other.logIn(name, password));
            }
            var statuses = new TreeMap<Integer, Long>();
            for (var answer : threads.invokeAll(all)) {
                statuses.merge(answer.get().getStatus().value(), 1L, Long::sum);
            }
            return statuses;
        }
    }

    private static void isSentAway(EntityExchangeResult<String> answer, int leastSeconds, int mostSeconds) {
        assertThat(answer.getStatus().value()).isEqualTo(429);
        assertThat(json(answer).get("code").stringValue()).isEqualTo("TOO_MANY_ATTEMPTS");
        assertThat(Integer.parseInt(String.valueOf(answer.getResponseHeaders().getFirst("Retry-After"))))
                .isBetween(leastSeconds, mostSeconds);
    }

    private static Map<String, String> withoutCorrelation(EntityExchangeResult<String> answer) {
        var fields = new TreeMap<String, String>();
        json(answer)
                .properties()
                .forEach(field -> fields.put(field.getKey(), field.getValue().toString()));
        fields.remove("correlationId");
        return fields;
    }

    private void reserveAll(long id) {
        for (var n = 0; n < 10; n++) {
            assertThat(book.reserve(account(id))).isTrue();
        }
    }

    private byte[] account(long userId) {
        return book.account(Target.user(userId));
    }

    /** As if it were over; the lock itself is left. */
    private void letPassThePause(long id) {
        change(id, "blocked_until = IF(failures < 10, ?, blocked_until)", null);
    }

    private void letPassTheLock(long id) {
        change(id, "blocked_until = ?", clock.instant());
        change(id, "forgotten_at = ?", clock.instant());
    }

    private void change(long id, String what, @Nullable Instant time) {
        change(account(id), what, time);
    }

    private void change(byte[] account, String what, @Nullable Instant time) {
        transaction.executeWithoutResult(_ -> jdbc.sql("UPDATE login_attempts SET " + what + " WHERE account = ?")
                .param(time == null ? null : utc(time))
                .param(account)
                .update());
    }

    private int rows(long id) {
        return rows(account(id));
    }

    private int rows(byte[] account) {
        return jdbc.sql("SELECT COUNT(*) FROM login_attempts WHERE account = ?")
                .param(account)
                .query(Integer.class)
                .single();
    }

    private List<@Nullable String> lockouts(long id) {
        return jdbc.sql("SELECT facts FROM audit_events WHERE action = 'LOCKED_OUT' AND user_id = ?")
                .param(id)
                .query(String.class)
                .list();
    }
}
