package dev.promo.defaults.token;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.mock.env.MockEnvironment;

class ManagementPortTests {

    @Test
    void noPortIsTheActuatorsBeforeItsOwnIsOpen() {
        var environment =
                new MockEnvironment().withProperty("server.port", "8080").withProperty("management.server.port", "0");
        var management = new ManagementPort(environment);

        assertThat(management.is(0)).isFalse();
        assertThat(management.is(18080)).isFalse();

        environment.setProperty("local.management.port", "18080");
        assertThat(management.is(18080)).isTrue();
        assertThat(management.is(8080)).isFalse();
    }

    @Test
    void anActuatorWithoutAPortOfItsOwnIsBehindTheTokens() {
        var environment = new MockEnvironment().withProperty("local.management.port", "8080");

        assertThat(new ManagementPort(environment).is(8080)).isFalse();
    }
}
