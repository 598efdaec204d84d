package dev.promo.defaults.schema;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings {@code promo.schema.*}.
 *
 * @param migrate whether the service migrates its schema itself. Where a {@link MigrationRun} does, the service only looks, and is
 *     not ready before the schema has every migration it knows; its database user then needs no right to change tables
 */
@ConfigurationProperties("promo.schema")
record SchemaProperties(@DefaultValue("true") boolean migrate) {}
