package dev.promo.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promo.local.ProjectHome;
import dev.promo.local.demo.Demo;
import dev.promo.local.demo.DemoResult;
import dev.promo.local.demo.FullDemo;
import dev.promo.local.demo.Gateway;
import dev.promo.local.demo.Person;
import dev.promo.local.demo.Proof;
import dev.promo.local.stack.PortPlan;
import dev.promo.local.stack.Stack;
import dev.promo.local.stack.StackDesign;
import dev.promo.local.stack.StackListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The demo on a system that nobody has used before: the numbers of the README. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DemoIT {

    @SuppressWarnings("NullAway.Init") // by BeforeAll
    private static Stack stack;

    @BeforeAll
    static void startAFreshSystem() throws IOException, InterruptedException {
        var folder = Path.of("target", "system", UUID.randomUUID().toString());
        var design = StackDesign.in(folder, PortPlan.free())
                .with("auth", "PROMO_AUTH_BCRYPT_COST", "4")
                .with("gateway", "PROMO_GATEWAY_CREDENTIAL_RATE_LIMIT_PER_SECOND", "1000")
                .with("gateway", "PROMO_GATEWAY_CREDENTIAL_RATE_LIMIT_BURST", "1000");
        stack = new Stack(ProjectHome.find(), design, StackListener.SILENT);
        stack.start();
    }

    @AfterAll
    static void stopIt() {
        stack.close();
    }

    @Test
    @Order(1)
    void threeHundredFirstLoginsGetExactlyAHundredNumberedVouchers() throws InterruptedException {
        var result = demo();

        assertThat(result.holds()).as(String.join("\n", result.table())).isTrue();
        assertThat(proof()).isEqualTo(new Proof(1, "TOPUP_FIRST_LOGIN", 100, 100, 100, 1, 100, 0, 100, 300, 200, true));
    }

    @Test
    @Order(2)
    void theSecondTimeNobodyIsNewAndNothingChanges() throws InterruptedException {
        var before = proof();

        var result = demo();

        assertThat(result.holds()).as(String.join("\n", result.table())).isTrue();
        assertThat(proof()).isEqualTo(before);
    }

    @Test
    @Order(3)
    void theWholeLifeOfACampaignAndItsVouchersIsPlayedToItsEnd() throws InterruptedException {
        try (var gateway = new Gateway(stack.url())) {
            var result = new FullDemo(gateway, stack.adminPassword(), _ -> {}).run();

            assertThat(result.holds()).as(String.join("\n", result.table())).isTrue();
        }
    }

    private static DemoResult demo() throws InterruptedException {
        try (var gateway = new Gateway(stack.url())) {
            return new Demo(gateway, _ -> {}).run();
        }
    }

    private static Proof proof() throws InterruptedException {
        try (var gateway = new Gateway(stack.url())) {
            var login = RunningSystem.logIn(gateway, Person.crowd(1).getFirst(), 0);
            return gateway.proof(1, login.accessToken());
        }
    }
}
