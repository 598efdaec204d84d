package dev.promo.defaults.schema;

import org.flywaydb.core.Flyway;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.context.annotation.Bean;

/** Lets a service with Flyway start before its database; health {@code schema} belongs to such a service's readiness. */
@AutoConfiguration(beforeName = "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration")
@ConditionalOnClass({Flyway.class, FlywayMigrationStrategy.class})
@EnableConfigurationProperties(SchemaProperties.class)
public class SchemaAutoConfiguration {

    @Bean("schemaHealthIndicator")
    @ConditionalOnMissingBean(FlywayMigrationStrategy.class)
    SchemaMigration schemaHealthIndicator(SchemaProperties settings) {
        return new SchemaMigration(settings.migrate());
    }
}
