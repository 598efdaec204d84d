package dev.promo.local.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That it keeps strangers out is shown by SecuredSystemIT of system-tests. */
class KafkaSecurityTests {

    private static final Path KEYS = Path.of("broker.p12");
    private static final Path CERTIFICATE = Path.of("broker.pem");

    @Test
    void itTellsNobodyItsPasswords() {
        assertThat(new KafkaSecurity(KEYS, CERTIFICATE, "of-the-store", "of-the-operator"))
                .asString()
                .doesNotContain("of-the");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "short", "quoted\"; user_x=\"y", "two\nlines-of-it"})
    void aPasswordThatWouldBeReadAsSettingsIsNone(String password) {
        assertThatThrownBy(() -> new KafkaSecurity(KEYS, CERTIFICATE, "of-the-store", password))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("of-the-store");
    }
}
