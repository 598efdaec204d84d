package dev.promo.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The services' jars, started in production with the secrets of {@code docker-compose.yml} or none. */
class ProductionModeIT {

    @TempDir
    private Path folder;

    @Test
    void authServiceDoesNotStartWithDefaultOrBlankSecrets84() throws Exception {
        assertThat(start(
                        "auth-service",
                        Map.of(
                                "SPRING_DATASOURCE_PASSWORD", "local-auth",
                                "PROMO_AUTH_MASTER_KEY_FILE",
                                        folder.resolve("absent").toString(),
                                "PROMO_AUTH_FIRST_ADMIN_USER_NAME", "admin",
                                "PROMO_AUTH_FIRST_ADMIN_PASSWORD", "local-admin",
                                "PROMO_AUTH_RESET_SENDER", "log")))
                .contains(
                        "spring.datasource.password is the one that this project has for use on one machine",
                        "spring.kafka.security.protocol is neither SASL_SSL nor SSL, but PLAINTEXT",
                        "promo.auth.master-key-file names no file that can be read",
                        "promo.auth.first-admin.password is the one that this project has for use on one machine",
                        "promo.auth.reset-sender is log",
                        "promo.token.issuer is not set")
                .doesNotContain("local-auth", "local-admin", "\tat ");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void promotionServiceDoesNotStartWithDefaultOrBlankSecrets84() throws Exception {
        assertThat(start("promotion-service", Map.of("SPRING_DATASOURCE_PASSWORD", "")))
                .contains(
                        "spring.datasource.password is not set (environment: SPRING_DATASOURCE_PASSWORD)",
                        "spring.kafka.security.protocol",
                        "promo.token.issuer")
                .doesNotContain("\tat ");
    }

    @Test
    void theGatewayDoesNotStartWithDefaultOrBlankSecrets84() throws Exception {
        assertThat(start("gateway-service", Map.of("PROMO_GATEWAY_REDIS_URL", "redis://10.0.0.5:6379")))
                .contains("promo.gateway.redis-url has a password that is not set", "promo.token.issuer")
                .doesNotContain("\tat ");
        assertThat(start("gateway-service", Map.of("PROMO_GATEWAY_REDIS_URL", "redis://:half a secret@10.0.0.5")))
                .contains("promo.gateway.redis-url is no URI")
                .doesNotContain("half a secret");
    }

    @Test
    void secretsMayBeFilesNamedLikeTheirSetting() throws Exception {
        var secrets = Files.createDirectory(folder.resolve("secrets"));
        Files.writeString(secrets.resolve("spring.datasource.password"), "seven-Grey-0wls-on-a-roof\n");
        Files.writeString(secrets.resolve("promo.token.issuer"), "https://promo.example\n");
        Files.writeString(secrets.resolve("spring.kafka.security.protocol"), "SASL_SSL\n");
        Files.writeString(
                secrets.resolve("spring.kafka.properties.sasl.jaas.config"),
                "org.example.Login required username=\"promotion-service\" password=\"local-kafka\";\n");

        assertThat(start("promotion-service", Map.of("SPRING_CONFIG_IMPORT", "optional:configtree:" + secrets + "/")))
                .contains("spring.kafka.properties.sasl.jaas.config is the one that this project has for use on one"
                        + " machine")
                .doesNotContain(
                        "spring.datasource.password", "promo.token.issuer", "security.protocol", "0wls", "local-kafka");
    }

    /** All that the service prints until it ends, which it does by itself, and not as if all were well. */
    private String start(String service, Map<String, String> environment) throws IOException, InterruptedException {
        var production = new HashMap<>(environment);
        production.putIfAbsent("SPRING_PROFILES_ACTIVE", "production");
        var run = JarRun.of(service, folder, production);
        assertThat(run.exitCode()).isNotZero();
        return run.said();
    }
}
