package dev.promo.auth.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promo.auth.WholeServiceTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import tools.jackson.databind.JsonNode;

class AuditIT extends WholeServiceTest {

    private static final String AUDIT = "/api/v1/admin/users/audit";

    @Autowired
    private AuditTrail trail;

    private String admin;
    private long adminId;
    private Map<String, Object> person;
    private long id;

    @BeforeEach
    void anAdminAndSomebodyElse() {
        var them = somebody();
        adminId = signUp(them);
        makeAdmin(adminId);
        admin = accessToken(them);
        person = somebody();
        id = signUp(person);
    }

    @Test
    void adminsReadWhatHappenedToAnAccountNewestFirstWithWhoAndWhenAndTheRequest() {
        http.post()
                .uri("/api/v1/user/login")
                .header("X-Correlation-Id", "of-the-login")
                .header("X-Client-Address", "192.0.2.7")
                .contentType(MediaType.APPLICATION_JSON)
                .body(Map.of("account", text(person, "email"), "password", PASSWORD))
                .exchange()
                .returnResult(String.class);
        logIn(text(person, "email"), "wrong password");
        as(admin, HttpMethod.PUT, "/api/v1/admin/users/" + id + "/roles", Map.of("roles", List.of("PARTNER")));

        var events = eventsOf(id, 50);

        assertThat(events.stream().map(event -> event.get("action").stringValue()))
                .containsExactly("ROLES_CHANGED", "LOGIN_REFUSED", "LOGGED_IN");
        assertThat(events.get(0).get("actor").longValue()).isEqualTo(adminId);
        assertThat(events.get(0).get("facts").get("roles").stringValue()).isEqualTo("USER,PARTNER");
        assertThat(events.get(1).has("actor")).isFalse();
        assertThat(events.get(2).get("actor").longValue()).isEqualTo(id);
        assertThat(events.get(2).get("correlationId").stringValue()).isEqualTo("of-the-login");
        assertThat(events.get(2).get("client").stringValue()).matches("[0-9a-f]{16}");
        assertThat(events.get(1).get("client")).isNotEqualTo(events.get(2).get("client"));
        assertThat(events).allSatisfy(event -> {
            assertThat(event.get("user").longValue()).isEqualTo(id);
            assertThat(event.get("at").stringValue()).endsWith("Z");
        });
    }

    @Test
    void anAttemptOnNobodysAccountIsRecordedWithoutOne() {
        var before = nobodys();

        logIn("nobody-has-this-name", "wrong password");

        assertThat(nobodys()).isEqualTo(before + 1);
    }

    @Test
    void noSecretAndNoIdentifierIsInIt() {
        logIn(text(person, "email"), "wrong password");
        var token = accessToken(person);
        as(
                token,
                HttpMethod.POST,
                "/api/v1/user/password",
                Map.of("currentPassword", PASSWORD, "newPassword", "battery staple"));
        as(token, HttpMethod.DELETE, "/api/v1/user/me", Map.of("password", "battery staple"));

        var everything =
                as(admin, HttpMethod.GET, AUDIT + "?limit=200&user=" + id, null).getResponseBody();

        assertThat(everything)
                .contains("ACCOUNT_ERASED")
                .doesNotContain(PASSWORD, "battery staple", "wrong password", token, "$2b$")
                .doesNotContain(text(person, "fullName"), text(person, "email"), "127.0.0.1")
                .doesNotContain(text(person, "userName") + "\"", text(person, "phoneNumber"));
    }

    @Test
    void longListsComePieceByPiece() {
        for (var n = 0; n < 5; n++) {
            logIn(text(person, "email"), PASSWORD);
        }

        var seen = new ArrayList<String>();
        var cursor = "";
        do {
            var page = json(as(admin, HttpMethod.GET, AUDIT + "?limit=2&user=" + id + cursor, null));
            page.get("items").forEach(event -> seen.add(event.get("at").stringValue()));
            cursor =
                    page.has("nextCursor") ? "&cursor=" + page.get("nextCursor").stringValue() : "";
        } while (!cursor.isEmpty());

        assertThat(seen).hasSize(5).isSortedAccordingTo((one, other) -> other.compareTo(one));
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=201", "cursor=x", "user=x"})
    void aSenselessQuestionIsRefused(String query) {
        assertThat(as(admin, HttpMethod.GET, AUDIT + "?" + query, null)
                        .getStatus()
                        .value())
                .isEqualTo(400);
    }

    @Test
    void onlyAdminsReadIt() {
        assertThat(as(accessToken(person), HttpMethod.GET, AUDIT, null)
                        .getStatus()
                        .value())
                .isEqualTo(403);
        assertThat(get(AUDIT).getStatus().value()).isEqualTo(401);
    }

    @Test
    void whatIsRecordedInATransactionIsTrueExactlyIfThatIs() {
        transaction.executeWithoutResult(attempt -> {
            trail.record(AuditEvent.own(AuditAction.LOGGED_OUT, id));
            attempt.setRollbackOnly();
        });
        assertThat(recordedOf(id)).isEmpty();

        trail.record(AuditEvent.own(AuditAction.LOGGED_OUT, id));
        assertThat(recordedOf(id)).containsExactly("LOGGED_OUT");
    }

    private List<JsonNode> eventsOf(long userId, int limit) {
        var answer = as(admin, HttpMethod.GET, AUDIT + "?user=" + userId + "&limit=" + limit, null);
        assertThat(answer.getStatus().value()).isEqualTo(200);
        return json(answer).get("items").valueStream().toList();
    }

    private long nobodys() {
        return jdbc.sql("SELECT COUNT(*) FROM audit_events WHERE user_id IS NULL AND action = 'LOGIN_REFUSED'")
                .query(Long.class)
                .single();
    }
}
