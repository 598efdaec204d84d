package dev.promo.auth.secret;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Setting {@code promo.auth.master-key-file}.
 *
 * @param masterKeyFile file that holds the {@link MasterKey}; made at the first start if it is not there. All instances share it, and a
 *     backup of the database is worth little without it
 */
@ConfigurationProperties("promo.auth")
record MasterKeyProperties(
        @DefaultValue("data/auth-master.key") Path masterKeyFile) {}
