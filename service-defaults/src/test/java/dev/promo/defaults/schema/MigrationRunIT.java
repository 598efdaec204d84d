package dev.promo.defaults.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.promo.local.testing.TestBackends;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A schema that a run of its own migrates, and the service that waits for it. */
@ExtendWith(OutputCaptureExtension.class)
class MigrationRunIT {

    private static final String URL = TestBackends.jdbcUrl("migrations");
    private static final String FIRST = "classpath:dev/promo/defaults/schema/first";
    private static final String SECOND = "classpath:dev/promo/defaults/schema/second";

    private final JdbcClient jdbc = JdbcClient.create(
            new DriverManagerDataSource(URL, TestBackends.databaseUser(), TestBackends.databasePassword()));
    private final SchemaMigration service = new SchemaMigration(false);

    @BeforeEach
    void emptySchema() {
        jdbc.sql("DROP TABLE IF EXISTS things, flyway_schema_history").update();
    }

    @AfterEach
    void stop() {
        service.destroy();
    }

    @Test
    void aServiceThatMayNotMigrateIsNotReadyBeforeTheRunHasMigrated(CapturedOutput log) {
        service.migrate(flyway(FIRST, SECOND));

        assertThat(service.isMigrated()).isFalse();
        assertThat(service.health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
        assertThat(log).contains("The schema is not as this release needs it");
        assertThat(tables()).isEmpty();

        migrate(FIRST, SECOND);

        await().until(service::isMigrated);
        assertThat(service.health().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void theReleaseBeforeWasMigratedIsNotEnough(CapturedOutput log) {
        migrate(FIRST);

        service.migrate(flyway(FIRST, SECOND));

        assertThat(service.isMigrated()).isFalse();
        assertThat(log).contains("not applied to database: 2");
    }

    @Test
    void theReleaseBeforeGoesOnWithTheSchemaOfTheNext() {
        migrate(FIRST, SECOND);

        service.migrate(flyway(FIRST));

        assertThat(service.isMigrated()).isTrue();
    }

    @Test
    void aRunThatFindsTheSchemaMigratedChangesNothing() {
        migrate(FIRST);
        migrate(FIRST);

        assertThat(tables()).containsExactlyInAnyOrder("things", "flyway_schema_history");
    }

    @Test
    void aRunThatCannotMigrateFails() {
        // as of somebody else: Flyway changes no schema that has tables and no history
        jdbc.sql("CREATE TABLE things (id INT)").update();

        assertThatThrownBy(() -> migrate(FIRST)).hasRootCauseInstanceOf(FlywayException.class);
    }

    @Test
    void aRunWithoutFlywayFails() {
        assertThatThrownBy(() -> MigrationRun.run("--spring.flyway.enabled=false"))
                .isInstanceOf(NoSuchBeanDefinitionException.class);
    }

    private List<String> tables() {
        return jdbc.sql("SHOW TABLES").query((row, _) -> row.getString(1)).list();
    }

    private static Flyway flyway(String... locations) {
        return Flyway.configure()
                .dataSource(URL, TestBackends.databaseUser(), TestBackends.databasePassword())
                .locations(locations)
                .load();
    }

    private static void migrate(String... locations) {
        MigrationRun.run(
                "migrate",
                "--spring.flyway.url=" + URL,
                "--spring.flyway.user=" + TestBackends.databaseUser(),
                "--spring.flyway.password=" + TestBackends.databasePassword(),
                "--spring.flyway.locations=" + String.join(",", locations));
    }
}
