package dev.promo.defaults.schema;

import org.flywaydb.core.Flyway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.context.annotation.Configuration;

/**
 * A run of a service's jar that migrates its schema and ends: {@code java -jar auth-service.jar migrate}. It reads the service's
 * settings {@code spring.datasource.*} and {@code spring.flyway.*}, and starts nothing but Flyway.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration(FlywayAutoConfiguration.class)
public class MigrationRun {
    private static final Logger log = LoggerFactory.getLogger(MigrationRun.class);

    /** Whether the arguments of a service's {@code main} ask for this and not for the service. */
    public static boolean isMeantBy(String... arguments) {
        return arguments.length > 0 && arguments[0].equals("migrate");
    }

    /**
     * Returns when the schema is as this release needs it.
     *
     * @throws RuntimeException if it cannot be made so, or the database cannot be reached; out of {@code main} the exit code is 1
     */
    public static void run(String... arguments) {
        try (var context = new SpringApplicationBuilder(MigrationRun.class)
                .web(WebApplicationType.NONE)
                .run(arguments)) {
            // asked for by name: with spring.flyway.enabled=false there is none, and nothing would have been migrated
            var schema = context.getBean(Flyway.class).info().current();
            log.info("The schema is at version {}", schema == null ? "none" : schema.getVersion());
        }
    }
}
