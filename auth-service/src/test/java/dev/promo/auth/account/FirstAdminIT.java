package dev.promo.auth.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.promo.auth.RunningService;
import dev.promo.auth.WholeServiceTest;
import dev.promo.local.testing.TestBackends;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The admin of the configuration: there once, however many instances start however often, and never somebody else. */
@ExtendWith(OutputCaptureExtension.class)
class FirstAdminIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String NAME = "promo.auth.first-admin.user-name=Root";
    private static final String PASSWORD = "promo.auth.first-admin.password=first password";

    private static final String LOG = "logging.level.dev.promo.auth.account=info";

    @Test
    void ofTwoInstancesThatStartAtOnceOneSignsTheAdminUpAndLaterStartsChangeNothing(CapturedOutput output)
            throws Exception {
        var url = TestBackends.jdbcUrl("first_admin");
        new RunningService(url, TestBackends.kafkaBootstrapServers())
                .close(); // the schema is there: both begin at once
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<RunningService> start =
                    () -> new RunningService(url, TestBackends.kafkaBootstrapServers(), NAME, PASSWORD, LOG);
            for (var started : threads.invokeAll(List.of(start, start))) {
                try (var service = started.get()) {
                    await().atMost(PATIENCE)
                            .until(() -> service.logIn("root", "first password")
                                            .getStatus()
                                            .value()
                                    == 200);
                    assertThat(WholeServiceTest.roles(service.logIn("root", "first password")))
                            .containsExactly("ADMIN", "USER");
                }
            }
        }
        assertThat(rows(url, "users")).isEqualTo(1);
        assertThat(rows(url, "user_roles")).isEqualTo(1);
        assertThat(output).contains("is the first admin");

        try (var service = new RunningService(
                url,
                TestBackends.kafkaBootstrapServers(),
                NAME,
                "promo.auth.first-admin.password=another password",
                LOG)) {
            await().until(() -> output.getOut().contains("The first admin is there already"));
            assertThat(service.logIn("root", "another password").getStatus().value())
                    .isEqualTo(401);
            assertThat(service.logIn("root", "first password").getStatus().value())
                    .isEqualTo(200);
        }
        assertThat(rows(url, "users")).isEqualTo(1);
        assertThat(output).doesNotContain("is no admin", "first password", "another password");
    }

    @Test
    void aStrangerOfThatNameStaysWhoTheyAreAndIsComplainedOfOnce(CapturedOutput output) throws Exception {
        var url = TestBackends.jdbcUrl("first_admin_stranger");
        try (var service = new RunningService(url, TestBackends.kafkaBootstrapServers())) {
            assertThat(service.signUp("root").getStatus().value()).isEqualTo(201);
        }

        try (var service = new RunningService(url, TestBackends.kafkaBootstrapServers(), NAME, PASSWORD)) {
            await().until(() -> output.getOut().contains("is no admin"));
            assertThat(service.logIn("root", "first password").getStatus().value())
                    .isEqualTo(401);
            assertThat(WholeServiceTest.roles(service.logIn("root"))).containsExactly("USER");
        }
        assertThat(output.getOut().split("is no admin", -1)).hasSize(2);
        assertThat(rows(url, "users")).isEqualTo(1);
        assertThat(rows(url, "user_roles")).isZero();
    }

    @Test
    void theAdminIsThereWhenTheDatabaseIsHoweverLateThatIs() throws Exception {
        try (var database = TestBackends.newMariaDb()) {
            database.stop();
            var url = database.jdbcUrl("auth") + "&createDatabaseIfNotExist=true";
            try (var service = new RunningService(url, TestBackends.kafkaBootstrapServers(), NAME, PASSWORD)) {
                assertThat(service.probe("readiness")).isEqualTo(503);

                database.start();
                database.awaitReady(PATIENCE);

                await().atMost(PATIENCE)
                        .until(() -> service.logIn("root", "first password")
                                        .getStatus()
                                        .value()
                                == 200);
                assertThat(WholeServiceTest.roles(service.logIn("root", "first password")))
                        .contains("ADMIN");
            }
        }
    }

    private static long rows(String url, String table) {
        var database = new DriverManagerDataSource(url, TestBackends.databaseUser(), TestBackends.databasePassword());
        return JdbcClient.create(database)
                .sql("SELECT COUNT(*) FROM " + table)
                .query(Long.class)
                .single();
    }
}
