package dev.promo.defaults.production;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.mock.env.MockEnvironment;

class ProductionModeTests {

    private static final String LOGIN =
            "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"auth\" password=%s;";

    /** What a good deployment sets. */
    private static final Map<String, String> GOOD = Map.of(
            "spring.datasource.url", "jdbc:mysql://db/auth",
            "spring.datasource.username", "auth",
            "spring.datasource.password", "Gn3kvuSxWq8R",
            "spring.kafka.bootstrap-servers", "kafka:9093",
            "spring.kafka.security.protocol", "SASL_SSL",
            "spring.kafka.properties.sasl.jaas.config", LOGIN.formatted("\"hU7gTr2pLmQz\""),
            "promo.token.issuer", "https://promo.example");

    @Test
    void aGoodConfigurationStarts() {
        assertThatCode(() -> start("production", GOOD)).doesNotThrowAnyException();
    }

    @Test
    void whateverIsMissingIsNamedAtOnceWithItsVariable() {
        var bare =
                Map.of("spring.datasource.url", "jdbc:mysql://db/auth", "spring.kafka.bootstrap-servers", "kafka:9092");

        assertThatThrownBy(() -> start("production", bare))
                .isInstanceOf(UnfitForProduction.class)
                .hasMessageContaining("spring.datasource.password is not set (environment: SPRING_DATASOURCE_PASSWORD)")
                .hasMessageContaining("spring.kafka.security.protocol is neither SASL_SSL nor SSL, but PLAINTEXT")
                .hasMessageContaining("promo.token.issuer is not set (environment: PROMO_TOKEN_ISSUER)");
    }

    @Test
    void elsewhereThanInProductionItLooksAtNothing() {
        assertThatCode(() -> start("staging", Map.of("spring.datasource.url", "jdbc:mysql://db/auth")))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    spring.datasource.password, ''
                    spring.datasource.password, '               '
                    spring.datasource.password, local-auth
                    spring.datasource.password, local-something-long
                    spring.datasource.password, a1b2c3d4
                    spring.datasource.password, Password-123456!
                    spring.datasource.password, changeme1234
                    spring.datasource.password, aaaaaaaaaaaaaaaa
                    spring.datasource.username, root
                    spring.flyway.password, local-root
                    spring.kafka.security.protocol, PLAINTEXT
                    spring.kafka.security.protocol, SASL_PLAINTEXT
                    spring.kafka.security.protocol, sasl_ssl
                    promo.token.issuer, ''
                    """)
    void aBlankADefaultOrAGuessableValueIsRefusedAndNotRepeated(String property, String value) {
        var bad = with(property, value);

        assertThatThrownBy(() -> start("production", bad))
                .isInstanceOf(UnfitForProduction.class)
                .hasMessageContaining("\n    " + property + " ")
                .satisfies(refusal -> assertThat(
                                String.valueOf(refusal.getMessage()).lines().filter(line -> line.startsWith("    ")))
                        .hasSize(1)
                        .allSatisfy(line -> {
                            if (property.endsWith("password") && !value.isBlank()) {
                                assertThat(line).doesNotContain(value);
                            }
                        }));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    "admin-secret"  | false
                    "admin-secre"   | true
                    ""              | true
                    'local-kafka-1' | true
                    changeit        | true
                    hU7gTr2pLmQz    | false
                    """)
    void thePasswordOfTheBrokerIsLookedAtWhereverItStands(String password, boolean refused) {
        var environment = with("spring.kafka.properties.sasl.jaas.config", LOGIN.formatted(password));

        if (refused) {
            assertThatThrownBy(() -> start("production", environment))
                    .hasMessageContaining("spring.kafka.properties.sasl.jaas.config ");
        } else {
            assertThatCode(() -> start("production", environment)).doesNotThrowAnyException();
        }
    }

    @Test
    void aCertificateIsAsGoodAsAPassword() {
        var mutualTls = with("spring.kafka.security.protocol", "SSL");
        mutualTls.remove("spring.kafka.properties.sasl.jaas.config");

        assertThatCode(() -> start("production", mutualTls)).doesNotThrowAnyException();
    }

    @Test
    void aRuleThatIsWaivedByNameIsLeftOutAndNoOther() {
        var mesh = with("spring.kafka.security.protocol", "PLAINTEXT");
        mesh.put("promo.production.waived", "spring.kafka.security.protocol");

        assertThatCode(() -> start("production", mesh)).doesNotThrowAnyException();

        mesh.put("spring.datasource.password", "");
        assertThatThrownBy(() -> start("production", mesh)).hasMessageContaining("spring.datasource.password");
    }

    private static Map<String, String> with(String property, String value) {
        var all = new HashMap<>(GOOD);
        all.put(property, value);
        return all;
    }

    private static void start(String profile, Map<String, String> settings) {
        var environment = new MockEnvironment();
        environment.setActiveProfiles(profile);
        settings.forEach(environment::setProperty);
        new ProductionMode().postProcessEnvironment(environment, new SpringApplication());
    }
}
