package dev.promo.auth.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.promo.auth.RunningService;
import dev.promo.auth.WholeServiceTest;
import dev.promo.local.testing.TestBackends;
import org.junit.jupiter.api.Test;

/** An instance of a higher cost takes the place of the one that people signed up at. */
class CostUpgradeIT extends WholeServiceTest {

    @Test
    void whenTheCostHasRisenTheNextRightLoginHashesThePasswordAnewAndAWrongOneDoesNot() {
        var person = somebody();
        var id = signUp(person);
        var name = text(person, "userName");
        var old = hash(id);
        assertThat(old).startsWith("$2b$04$");

        try (var costly = new RunningService(
                TestBackends.jdbcUrl("auth"), TestBackends.kafkaBootstrapServers(), "promo.auth.bcrypt-cost=5")) {
            assertThat(costly.logIn(name, "wrong password").getStatus().value()).isEqualTo(401);
            assertThat(hash(id)).isEqualTo(old);

            assertThat(costly.logIn(name).getStatus().value()).isEqualTo(200);
            await().until(() -> hash(id).startsWith("$2b$05$"));

            assertThat(costly.logIn(name).getStatus().value()).isEqualTo(200);
            assertThat(costly.logIn(name, "wrong password").getStatus().value()).isEqualTo(401);
        }
    }

    private String hash(long userId) {
        return jdbc.sql("SELECT password_hash FROM users WHERE id = ?")
                .param(userId)
                .query(String.class)
                .single();
    }
}
