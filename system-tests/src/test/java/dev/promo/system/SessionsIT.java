package dev.promo.system;

import static dev.promo.system.RunningSystem.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.promo.local.demo.Gateway;
import dev.promo.local.demo.Person;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Sessions across two gateways and two auth-services. */
class SessionsIT {

    private RunningSystem system = RunningSystem.healthy();

    @BeforeEach
    void healthy() {
        system = RunningSystem.healthy();
    }

    @Test
    void whoLogsOutAtOneGatewayIsLoggedOutAtTheOther() throws Exception {
        var login = logIn(0, system.newPeople(1).getFirst());
        try (var one = system.gateway(0);
                var other = system.gateway(1)) {
            assertThat(homepage(other, login)).isEqualTo(200);

            assertThat(one.call("POST", "/api/v1/user/logout", login.access(), null)
                            .status())
                    .isEqualTo(204);

            await().atMost(PATIENCE).until(() -> homepage(one, login) == 401);
            await().atMost(PATIENCE).until(() -> homepage(other, login) == 401);
            assertThat(refresh(url(1), login.refresh()).status()).isEqualTo(401);
        }
    }

    @Test
    void aGatewayThatWasAwayKnowsBeforeItIsReadyWhoLoggedOutMeanwhile() throws Exception {
        var login = logIn(0, system.newPeople(1).getFirst());
        var away = system.stack().gateways().get(1);
        away.kill();
        try (var one = system.gateway(0)) {
            one.call("POST", "/api/v1/user/logout", login.access(), null);
            await().atMost(PATIENCE).until(() -> system.pendingEvents() == 0);
        }

        system.stack().start(away);

        try (var other = system.gateway(1)) {
            assertThat(homepage(other, login)).isEqualTo(401);
        }
    }

    @Test
    void withoutABrokerGatewaysServeAndSaySoAndLearnWhoLoggedOutWhenItIsBack() throws Exception {
        var people = system.newPeople(2);
        var stays = logIn(0, people.getFirst());
        var leaves = logIn(0, people.getLast());
        var management = system.stack().gateways().get(1).managementUrl();
        try (var one = system.gateway(0);
                var other = system.gateway(1)) {
            system.stack().kafka().kill();

            assertThat(one.call("POST", "/api/v1/user/logout", leaves.access(), null)
                            .status())
                    .isEqualTo(204);
            await().atMost(PATIENCE).until(() -> Http.status(management, "/actuator/health/revocations") == 503);
            assertThat(Http.status(management, "/actuator/health/readiness")).isEqualTo(200);
            assertThat(homepage(other, stays)).isEqualTo(200);

            system.stack().start(system.stack().kafka());

            await().atMost(PATIENCE).until(() -> homepage(other, leaves) == 401);
            assertThat(homepage(other, stays)).isEqualTo(200);
            await().atMost(PATIENCE).until(() -> Http.status(management, "/actuator/health/revocations") == 200);
        }
    }

    @Test
    void whoseAnswerWasLostOnTheWayRefreshesOnceMoreAndGoesOn() throws Exception {
        var login = logIn(0, system.newPeople(1).getFirst());
        var gateway = system.stack().gateways().getFirst();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Http.Answer> refreshing = () -> refresh(url(0), login.refresh());
            Future<Http.Answer> lost;
            try (var connection = system.authConnection()) {
                connection.setAutoCommit(false);
                try (var lock = connection.prepareStatement("SELECT id FROM sessions WHERE id = ? FOR UPDATE")) {
                    lock.setBytes(1, bytes(login.session()));
                    lock.executeQuery().close();
                }
                lost = threads.submit(refreshing);
                await().atMost(PATIENCE).until(this::aRefreshIsWaitingForTheSession);
                gateway.pause(); // so that it cannot pass on the answer
                connection.rollback();
            }
            await().atMost(PATIENCE).until(() -> isUsed(login.refresh()));
            gateway.kill();
            assertThatThrownBy(lost::get).isInstanceOf(ExecutionException.class).hasCauseInstanceOf(IOException.class);
        }

        var again = refresh(url(1), login.refresh());

        assertThat(again.status()).as(again.toString()).isEqualTo(200);
        assertThat(refresh(url(1), pair(again).refresh()).status()).isEqualTo(200);
        system.stack().start(gateway);
    }

    private boolean aRefreshIsWaitingForTheSession() {
        return system.auth()
                        .sql("SELECT COUNT(*) FROM information_schema.processlist"
                                + " WHERE info LIKE '%FROM sessions%FOR UPDATE%' AND info NOT LIKE '%processlist%'")
                        .query(Integer.class)
                        .single()
                > 0;
    }

    private boolean isUsed(String refreshToken) throws Exception {
        return system.auth()
                        .sql("SELECT COUNT(*) FROM refresh_tokens WHERE token_hash = ? AND used_at IS NOT NULL")
                        .param(MessageDigest.getInstance("SHA-256")
                                .digest(refreshToken.getBytes(StandardCharsets.US_ASCII)))
                        .query(Integer.class)
                        .single()
                == 1;
    }

    private URI url(int number) {
        return system.stack().gateways().get(number).url();
    }

    private Pair logIn(int number, Person person) throws Exception {
        return pair(post(
                url(number),
                "/api/v1/user/login",
                Map.of("account", person.userName(), "password", person.password())));
    }

    private static Http.Answer refresh(URI gateway, String token) throws IOException, InterruptedException {
        return post(gateway, "/api/v1/user/token/refresh", Map.of("refreshToken", token));
    }

    private static Http.Answer post(URI gateway, String path, Map<String, String> body)
            throws IOException, InterruptedException {
        return Http.post(gateway, path, "application/json", JsonMapper.shared().writeValueAsString(body));
    }

    private static int homepage(Gateway gateway, Pair login) throws InterruptedException {
        return gateway.call("GET", "/homepage", login.access(), null).status();
    }

    private static Pair pair(Http.Answer answer) {
        return new Pair(
                answer.json().get("accessToken").stringValue(),
                answer.json().get("refreshToken").stringValue());
    }

    private static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    private record Pair(String access, String refresh) {
        UUID session() {
            var claims = Base64.getUrlDecoder().decode(access.split("\\.", -1)[1]);
            return UUID.fromString(
                    JsonMapper.shared().readTree(claims).get("sid").stringValue());
        }
    }
}
