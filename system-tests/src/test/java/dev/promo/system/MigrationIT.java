package dev.promo.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promo.local.ProjectHome;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The services' jars, run to migrate and not to serve. */
class MigrationIT {

    @TempDir
    private Path folder;

    private final RunningSystem system = RunningSystem.healthy();

    @Test
    void aMigrationBesideTheRunningServiceEndsWhenTheSchemaIsMigrated() throws Exception {
        var run = migrate("auth-service", "auth", secret("auth-database"));

        assertThat(run.said()).contains("The schema is at version").doesNotContain("Tomcat");
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void aMigrationThatCannotLogInFails() throws Exception {
        var run = migrate("promotion-service", "promotion", "not the password");

        assertThat(run.said()).contains("Access denied").doesNotContain("not the password");
        assertThat(run.exitCode()).isOne();
    }

    private Run migrate(String service, String schema, String password) throws IOException, InterruptedException {
        var log = folder.resolve("log.txt");
        var jar = ProjectHome.find().root().resolve(service).resolve("target").resolve(service + ".jar");
        var builder = new ProcessBuilder(List.of(
                        ProjectHome.java().toString(), "-XX:TieredStopAtLevel=1", "-jar", jar.toString(), "migrate"))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment()
                .putAll(Map.of(
                        "SPRING_DATASOURCE_URL", system.stack().mariaDb().jdbcUrl(schema),
                        "SPRING_DATASOURCE_USERNAME", schema,
                        "SPRING_DATASOURCE_PASSWORD", password));
        var process = builder.start();
        try {
            assertThat(process.waitFor(RunningSystem.PATIENCE))
                    .as("it ends; so far it said: %s", Files.readString(log))
                    .isTrue();
            return new Run(process.exitValue(), Files.readString(log));
        } finally {
            process.destroyForcibly();
        }
    }

    private String secret(String name) throws IOException {
        var secrets = new Properties();
        secrets.load(new StringReader(Files.readString(system.folder().resolve("secrets.properties"))));
        return Objects.requireNonNull(secrets.getProperty(name));
    }

    private record Run(int exitCode, String said) {}
}
