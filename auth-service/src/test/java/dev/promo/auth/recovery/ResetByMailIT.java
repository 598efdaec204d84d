package dev.promo.auth.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.promo.auth.RunningService;
import dev.promo.local.testing.TestBackends;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class ResetByMailIT {

    private static final Pattern LINK = Pattern.compile("https://shop\\.example/reset#([A-Za-z0-9_-]{43})\\s");
    private static final Map<String, String> ANN =
            Map.of("fullName", "Ann", "userName", "ann", "email", "ann@example.com", "password", "correct horse");

    @Test
    void aTokenComesByMailAndNothingOfItIsLogged(CapturedOutput log) throws Exception {
        try (var postbox = new Postbox();
                var service = new RunningService(
                        TestBackends.jdbcUrl("reset_by_mail"),
                        TestBackends.kafkaBootstrapServers(),
                        "promo.auth.reset-sender=mail",
                        "promo.auth.reset-mail-from=no-reply@shop.example",
                        "promo.auth.reset-link=https://shop.example/reset#{token}",
                        "spring.mail.host=127.0.0.1",
                        "spring.mail.port=" + postbox.port())) {
            await().until(() -> service.probe("readiness") == 200);
            service.post("/api/v1/user/signup", ANN);
            service.signUp("ben"); // has no mail address
            ask(service, "ben");
            ask(service, "ann");

            await().until(() -> !postbox.letters().isEmpty());
            assertThat(postbox.letters())
                    .singleElement()
                    .satisfies(letter ->
                            assertThat(letter).contains("<ann@example.com>").contains("From: no-reply@shop.example"));
            var link = LINK.matcher(postbox.letters().getFirst());
            assertThat(link.find()).isTrue();
            assertThat(service.post(
                                    "/api/v1/user/password/reset",
                                    Map.of("token", link.group(1), "newPassword", "battery staple"))
                            .getStatus()
                            .value())
                    .isEqualTo(204);
            assertThat(service.logIn("ann", "battery staple").getStatus().value())
                    .isEqualTo(200);
            await().untilAsserted(() -> assertThat(service.metrics())
                    .contains("password_resets_total")
                    .containsPattern("password_resets_total\\{.*outcome=\"unreachable\".*} 1\\.0"));
            assertThat(log).doesNotContain(link.group(1), "ann@example.com");
        }
    }

    @Test
    void aMailServerThatIsAwayIsNoTroubleForTheServiceAndNoAddressIsLogged(CapturedOutput log) throws Exception {
        int nobody;
        try (var postbox = new Postbox()) {
            nobody = postbox.port();
        }
        try (var service = new RunningService(
                TestBackends.jdbcUrl("reset_without_mail"),
                TestBackends.kafkaBootstrapServers(),
                "promo.auth.reset-sender=mail",
                "promo.auth.reset-mail-from=no-reply@shop.example",
                "spring.mail.host=127.0.0.1",
                "spring.mail.port=" + nobody)) {
            await().until(() -> service.probe("readiness") == 200);
            service.post("/api/v1/user/signup", ANN);
            ask(service, "ann");

            await().untilAsserted(() -> assertThat(service.metrics())
                    .containsPattern("password_resets_total\\{.*outcome=\"failed\".*} 1\\.0"));
            assertThat(service.probe("readiness")).isEqualTo(200);
            assertThat(log).contains("could not be sent").doesNotContain("ann@example.com");
        }
    }

    @Test
    void theLogIsASenderForTryingTheServiceOut(CapturedOutput log) {
        try (var service = new RunningService(
                TestBackends.jdbcUrl("reset_by_log"),
                TestBackends.kafkaBootstrapServers(),
                "promo.auth.reset-sender=log")) {
            await().until(() -> service.probe("readiness") == 200);
            service.post("/api/v1/user/signup", ANN);
            ask(service, "ann");

            await().untilAsserted(() ->
                    assertThat(log.getAll()).containsPattern("sets a new password by [A-Za-z0-9_-]{43} "));
        }
    }

    @Test
    void aMailSenderWithoutAServerDoesNotStart() {
        assertThatThrownBy(() -> new RunningService(
                                TestBackends.jdbcUrl("reset_by_mail"),
                                TestBackends.kafkaBootstrapServers(),
                                "promo.auth.reset-sender=mail",
                                "promo.auth.reset-mail-from=no-reply@shop.example")
                        .close())
                .hasStackTraceContaining("set spring.mail.host");
    }

    private static void ask(RunningService service, String account) {
        assertThat(service.post("/api/v1/user/password/reset-requests", Map.of("account", account))
                        .getStatus()
                        .value())
                .isEqualTo(202);
    }
}
