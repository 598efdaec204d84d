package dev.promo.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The services' jars, run to migrate and not to serve. */
class MigrationIT {

    @TempDir
    private Path folder;

    private final RunningSystem system = RunningSystem.healthy();

    @Test
    void aMigrationBesideTheRunningServiceEndsWhenTheSchemaIsMigrated() throws Exception {
        var run = migrate("auth-service", "auth", system.secret("auth-database"));

        assertThat(run.said()).contains("The schema is at version").doesNotContain("Tomcat");
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void aMigrationThatCannotLogInFails() throws Exception {
        var run = migrate("promotion-service", "promotion", "not the password");

        assertThat(run.said()).contains("Access denied").doesNotContain("not the password");
        assertThat(run.exitCode()).isOne();
    }

    private JarRun migrate(String service, String schema, String password) throws IOException, InterruptedException {
        return JarRun.of(
                service,
                folder,
                Map.of(
                        "SPRING_DATASOURCE_URL", system.stack().mariaDb().jdbcUrl(schema),
                        "SPRING_DATASOURCE_USERNAME", schema,
                        "SPRING_DATASOURCE_PASSWORD", password),
                "migrate");
    }
}
