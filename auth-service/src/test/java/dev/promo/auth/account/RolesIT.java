package dev.promo.auth.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.promo.auth.WholeServiceTest;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
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

class RolesIT extends WholeServiceTest {

    private long adminId;
    private String admin;

    private Map<String, Object> person;
    private long personId;

    @BeforeEach
    void anAdminAndSomebodyElse() {
        var them = somebody();
        adminId = signUp(them);
        grant(adminId, "ADMIN");
        admin = tokenOf(them);
        person = somebody();
        personId = signUp(person);
    }

    @Test
    void everybodyIsAUserAndWhatIsGrantedHoldsFromTheNextTokenOn() {
        var before = logIn(text(person, "email"), PASSWORD);
        assertThat(roles(before)).containsExactly("USER");

        assertThat(put(personId, "{'roles':['PARTNER','ADMIN']}").getStatus().value())
                .isEqualTo(200);

        assertThat(send(HttpMethod.GET, rolesOf(personId), tokenOf(before), null)
                        .getStatus()
                        .value())
                .isEqualTo(403);
        var after = logIn(text(person, "email"), PASSWORD);
        assertThat(roles(after)).containsExactly("ADMIN", "PARTNER", "USER");
        assertThat(send(HttpMethod.GET, rolesOf(personId), tokenOf(after), null)
                        .getStatus()
                        .value())
                .isEqualTo(200);
    }

    @Test
    void whoLosesARoleIsLoggedOutEverywhereSoThatNoTokenSaysItAnyMore() {
        put(personId, "{'roles':['PARTNER','ADMIN']}");
        var before = logIn(text(person, "email"), PASSWORD);

        put(personId, "{'roles':['PARTNER']}");

        isRefused(send(HttpMethod.GET, rolesOf(personId), tokenOf(before), null), 401, "UNAUTHENTICATED");
        var refresh = post(
                "/api/v1/user/token/refresh",
                Map.of("refreshToken", json(before).get("refreshToken").stringValue()));
        isRefused(refresh, 401, "REFRESH_REFUSED");
        assertThat(jdbc.sql("SELECT DISTINCT end_reason FROM sessions WHERE user_id = ?")
                        .param(personId)
                        .query(String.class)
                        .list())
                .containsExactly("ROLE_TAKEN");
        assertThat(roles(logIn(text(person, "email"), PASSWORD))).containsExactly("PARTNER", "USER");
    }

    @Test
    void whoIsGrantedARoleStaysLoggedIn() {
        var before = logIn(text(person, "email"), PASSWORD);

        put(personId, "{'roles':['PARTNER']}");

        assertThat(send(HttpMethod.GET, "/api/v1/user/sessions", tokenOf(before), null)
                        .getStatus()
                        .value())
                .isEqualTo(200);
    }

    @Test
    void whoLosesARoleWhileLoggingInNeverGetsATokenThatSaysItAndGoesOn() throws Exception {
        for (var round = 0; round < 10; round++) {
            put(personId, "{'roles':['PARTNER']}");
            var together = new CyclicBarrier(2);
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var login = threads.submit(() -> {
                    together.await();
                    return logIn(text(person, "email"), PASSWORD);
                });
                var taken = threads.submit(() -> {
                    together.await();
                    return put(personId, "{'roles':[]}");
                });
                assertThat(taken.get().getStatus().value()).isEqualTo(200);
                var saysPartner = roles(login.get()).contains("PARTNER");
                var goesOn = send(HttpMethod.GET, "/api/v1/user/sessions", tokenOf(login.get()), null)
                                .getStatus()
                                .value()
                        == 200;
                assertThat(saysPartner && goesOn).isFalse();
            }
        }
    }

    @Test
    void aRoleIsLookedUpWhereItIsStoredBeforeItMakesOthersAdmins() {
        // in the second in which the role is gone and the session is not yet: as two requests that race would find it
        transaction.executeWithoutResult(_ -> jdbc.sql("DELETE FROM user_roles WHERE user_id = ?")
                .param(adminId)
                .update());

        isRefused(put(adminId, "{'roles':['ADMIN']}"), 403, "FORBIDDEN");
        isRefused(put(personId, "{'roles':['ADMIN']}"), 403, "FORBIDDEN");
        assertThat(granted(adminId)).isEmpty();
        assertThat(granted(personId)).isEmpty();
    }

    @Test
    void ofAdminsWhoTakeTheRoleFromEachOtherOneStays() throws Exception {
        for (var round = 0; round < 10; round++) {
            var one = somebody();
            var oneId = signUp(one);
            grant(oneId, "ADMIN");
            var other = somebody();
            var otherId = signUp(other);
            grant(otherId, "ADMIN");
            var tokens = Map.of(oneId, tokenOf(one), otherId, tokenOf(other));
            var together = new CyclicBarrier(2);
            var changes = new ArrayList<Callable<EntityExchangeResult<String>>>();
            tokens.forEach((from, token) -> changes.add(() -> {
                together.await();
                return send(HttpMethod.PUT, rolesOf(from == oneId ? otherId : oneId), token, "{\"roles\":[]}");
            }));

            var answers = new ArrayList<Integer>();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (var answer : threads.invokeAll(changes)) {
                    answers.add(answer.get().getStatus().value());
                }
            }

            assertThat(answers).contains(200).containsAnyOf(401, 403).hasSize(2);
            assertThat(granted(oneId).size() + granted(otherId).size()).isEqualTo(1);
        }
    }

    @Test
    void whoLosesTheRoleMakesNoKeyAndNoServiceAccountBetweenThatAndTheEndOfTheToken() {
        grant(personId, "ADMIN");
        var demoted = tokenOf(person);
        put(personId, "{'roles':[]}");

        for (var path : List.of("/api/v1/admin/keys/rotations", "/api/v1/admin/service-accounts")) {
            isRefused(send(HttpMethod.POST, path, demoted, "{\"name\":\"Shop\"}"), 401, "UNAUTHENTICATED");
        }
        isRefused(send(HttpMethod.GET, "/api/v1/admin/users/audit", demoted, null), 401, "UNAUTHENTICATED");
    }

    @Test
    void theRolesAreReplacedByThoseNamedAndWhatWasReadCanBeSentBack() {
        isAnsweredWith(get(), "USER");
        isAnsweredWith(put(personId, "{'roles':['PARTNER']}"), "USER", "PARTNER");
        isAnsweredWith(get(), "USER", "PARTNER");
        isAnsweredWith(put(personId, "{'roles':['ADMIN','ADMIN','USER']}"), "USER", "ADMIN");
        isAnsweredWith(put(personId, "{'roles':['USER','ADMIN']}"), "USER", "ADMIN");
        isAnsweredWith(put(personId, "{'roles':['USER']}"), "USER");
        isAnsweredWith(get(), "USER");
        assertThat(granted(personId)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{}                                   | roles REQUIRED",
                "{'roles':null}                       | roles REQUIRED",
                "{'roles':'PARTNER'}                  | roles TYPE",
                "{'roles':{'PARTNER':true}}           | roles TYPE",
                "{'roles':['PARTNER',1]}              | roles TYPE",
                "{'roles':['PARTNER',null]}           | roles TYPE",
                "{'roles':['partner']}                | roles[0] ONE_OF",
                "{'roles':['PARTNER','ROOT']}         | roles[1] ONE_OF",
                "{'roles':['PARTNER ']}               | roles[0] ONE_OF",
                "{'roles':['PARTNER'],'force':true}   | force UNKNOWN_FIELD",
                "{'roles':['USER','USER','USER','USER','USER','USER','USER','USER','USER','USER','USER']} | roles MAX_LENGTH",
            })
    void aBrokenRuleIsNamedAndNothingChanges(String body, String violation) {
        put(personId, "{'roles':['PARTNER']}");

        var answer = put(personId, body);

        assertThat(answer.getStatus().value()).isEqualTo(400);
        assertThat(json(answer).get("code").stringValue()).isEqualTo("INVALID_REQUEST");
        assertThat(json(answer).get("errors").valueStream())
                .singleElement()
                .satisfies(error -> assertThat(error.get("field").stringValue() + " "
                                + error.get("rule").stringValue())
                        .isEqualTo(violation));
        assertThat(granted(personId)).containsExactly("PARTNER");
    }

    @Test
    void onlyAdminsAreLetIn() {
        grant(personId, "PARTNER");
        var partner = tokenOf(person);

        for (var path : List.of(rolesOf(personId), rolesOf(adminId), find("nobody"))) {
            isRefused(send(HttpMethod.GET, path, partner, null), 403, "FORBIDDEN");
            isRefused(send(HttpMethod.GET, path, "", null), 401, "UNAUTHENTICATED");
        }
        isRefused(send(HttpMethod.PUT, rolesOf(personId), partner, "{\"roles\":[\"ADMIN\"]}"), 403, "FORBIDDEN");
        assertThat(granted(personId)).containsExactly("PARTNER");
    }

    @Test
    void adminsCannotTakeTheRoleFromThemselvesButAnotherAdminCan() {
        isRefused(put(adminId, "{'roles':['PARTNER']}"), 409, "OWN_ADMIN_ROLE");
        isRefused(put(adminId, "{'roles':[]}"), 409, "OWN_ADMIN_ROLE");
        assertThat(granted(adminId)).containsExactly("ADMIN");

        isAnsweredWith(put(adminId, "{'roles':['PARTNER','ADMIN']}"), "USER", "PARTNER", "ADMIN");

        grant(personId, "ADMIN");
        var other = send(HttpMethod.PUT, rolesOf(adminId), tokenOf(person), "{\"roles\":[]}");
        assertThat(other.getStatus().value()).isEqualTo(200);
        assertThat(granted(adminId)).isEmpty();
    }

    @Test
    void whoDoesNotExistHasNoRoles() {
        isRefused(send(HttpMethod.GET, rolesOf(999_999_999), admin, null), 404, "NOT_FOUND");
        isRefused(put(999_999_999, "{'roles':['ADMIN']}"), 404, "NOT_FOUND");
        isRefused(send(HttpMethod.GET, "/api/v1/admin/users/x/roles", admin, null), 400, "INVALID_REQUEST");
    }

    @ParameterizedTest
    @ValueSource(strings = {"userName", "email", "phoneNumber"})
    void aPersonIsFoundByTheirWholeIdentifierAndNothingElseIsTold(String field) {
        grant(personId, "PARTNER");

        var found = send(HttpMethod.GET, find(" " + text(person, field).toUpperCase(Locale.ROOT)), admin, null);

        isAnsweredWith(found, "USER", "PARTNER");
        isRefused(send(HttpMethod.GET, find(text(person, field) + "1"), admin, null), 404, "NOT_FOUND");
    }

    @Test
    void aSearchForNobodyInParticularIsRefused() {
        isRefused(send(HttpMethod.GET, "/api/v1/admin/users", admin, null), 400, "INVALID_REQUEST");
        isRefused(send(HttpMethod.GET, find(" "), admin, null), 400, "INVALID_REQUEST");
        isRefused(send(HttpMethod.GET, find("%"), admin, null), 404, "NOT_FOUND");
    }

    @Test
    void changesAtTheSameTimeLeaveTheRolesOfOneOfThem() throws Exception {
        var wishes = new ArrayList<Callable<EntityExchangeResult<String>>>();
        for (var n = 0; n < 20; n++) {
            var roles = n % 2 == 0 ? "{'roles':['PARTNER','ADMIN']}" : "{'roles':[]}";
            wishes.add(() -> put(personId, roles));
        }

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var answer : threads.invokeAll(wishes)) {
                assertThat(answer.get().getStatus().value()).isEqualTo(200);
            }
        }

        assertThat(granted(personId)).isIn(List.of(), List.of("ADMIN", "PARTNER"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO user_roles SELECT id, 'USER' FROM users LIMIT 1",
                "INSERT INTO user_roles SELECT id, 'partner' FROM users LIMIT 1",
                "INSERT INTO user_roles VALUES (999999999, 'PARTNER')",
                "INSERT INTO user_roles SELECT user_id, role FROM (SELECT user_id, role FROM user_roles LIMIT 1) twice",
            })
    void theSchemaItselfRefusesWhatMustNotBe(String statement) {
        assertThatThrownBy(() -> jdbc.sql(statement).update()).isInstanceOf(DataAccessException.class);
    }

    private void isAnsweredWith(EntityExchangeResult<String> answer, String... roles) {
        assertThat(answer.getStatus().value()).isEqualTo(200);
        assertThat(json(answer).propertyNames()).containsExactly("userId", "roles");
        assertThat(json(answer).get("userId").longValue()).isIn(personId, adminId);
        assertThat(json(answer).get("roles").valueStream().map(role -> role.stringValue()))
                .containsExactly(roles);
    }

    private static void isRefused(EntityExchangeResult<String> answer, int status, String code) {
        assertThat(answer.getStatus().value()).isEqualTo(status);
        assertThat(answer.getResponseHeaders().getContentType()).isEqualTo(MediaType.APPLICATION_PROBLEM_JSON);
        assertThat(json(answer).get("code").stringValue()).isEqualTo(code);
    }

    private EntityExchangeResult<String> get() {
        return send(HttpMethod.GET, rolesOf(personId), admin, null);
    }

    /** Single quotes for double ones. */
    private EntityExchangeResult<String> put(long userId, String body) {
        return send(HttpMethod.PUT, rolesOf(userId), admin, body.replace('\'', '"'));
    }

    private EntityExchangeResult<String> send(HttpMethod method, String path, String token, @Nullable String body) {
        var request = http.method(method).uri(URI.create(path));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        if (body != null) {
            request.contentType(MediaType.APPLICATION_JSON).body(body);
        }
        return request.exchange().returnResult(String.class);
    }

    private static String rolesOf(long userId) {
        return "/api/v1/admin/users/" + userId + "/roles";
    }

    private static String find(String account) {
        return "/api/v1/admin/users?account=" + URLEncoder.encode(account, StandardCharsets.UTF_8);
    }

    private String tokenOf(Map<String, Object> whom) {
        return tokenOf(logIn(text(whom, "userName"), PASSWORD));
    }

    private static String tokenOf(EntityExchangeResult<String> login) {
        return json(login).get("accessToken").stringValue();
    }

    private void grant(long userId, String role) {
        transaction.executeWithoutResult(_ -> jdbc.sql("INSERT INTO user_roles (user_id, role) VALUES (?, ?)")
                .params(userId, role)
                .update());
    }

    private List<@Nullable String> granted(long userId) {
        return jdbc.sql("SELECT role FROM user_roles WHERE user_id = ? ORDER BY role")
                .param(userId)
                .query(String.class)
                .list();
    }
}
