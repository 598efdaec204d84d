package dev.promo.system;

import static dev.promo.system.RunningSystem.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.promo.local.ProjectHome;
import dev.promo.local.stack.ServiceProcess;
import dev.promo.local.stack.Stack;
import dev.promo.local.stack.StackListener;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** A release, as people notice it: each instance of each service is replaced in turn, two behind each balancer, while people come. */
@EnabledIfSystemProperty(named = "promo.test.rolling", matches = "true") // it takes minutes
class RollingRestartIT {

    @Test
    void noRequestFailsAndNoVoucherIsLostOrDoubledWhileEveryInstanceIsReplaced() throws Exception {
        try (var auth = new Balancer();
                var promotion = new Balancer();
                var gateway = new Balancer()) {
            var design = RunningSystem.twoOfEach()
                    .with("gateway", "PROMO_GATEWAY_AUTH_URL", auth.url().toString())
                    .with(
                            "gateway",
                            "PROMO_GATEWAY_PROMOTION_URL",
                            promotion.url().toString())
                    .with("gateway", "PROMO_TOKEN_JWKS_URI", auth.url() + "/oauth2/jwks")
                    .with("promotion", "PROMO_TOKEN_JWKS_URI", auth.url() + "/oauth2/jwks");
            for (var service : List.of("auth", "promotion", "gateway")) {
                design = design.with(service, "PROMO_HTTP_DRAIN", "4s");
            }
            try (var stack = new Stack(ProjectHome.find(), design, StackListener.SILENT)) {
                auth.balance(stack.auths());
                promotion.balance(stack.promotions());
                gateway.balance(stack.gateways());
                stack.start();
                var system = new RunningSystem(design, stack);
                var campaign = system.newCampaign(1_000_000);

                try (var traffic = new Traffic(gateway.url())) {
                    for (var instances : List.of(stack.auths(), stack.promotions(), stack.gateways())) {
                        for (var instance : instances) {
                            await().atMost(PATIENCE).until(traffic.hasAnswered(50));
                            replace(stack, instance);
                        }
                    }
                    await().atMost(PATIENCE).until(traffic.hasAnswered(50));
                    traffic.stop();

                    assertThat(traffic.failures()).isEmpty();
                    assertThat(traffic.streamsEnded()).isGreaterThanOrEqualTo(2);
                    var people = traffic.welcomed();
                    await().atMost(PATIENCE).until(() -> system.pendingEvents() == 0 && system.lag() == 0);
                    assertThat(system.winners(campaign))
                            .doesNotHaveDuplicates()
                            .containsExactlyInAnyOrderElementsOf(system.userIds(people));
                    assertThat(system.log().distinctEvents()).isEqualTo(people.size());
                    assertThat(system.deadLetters()).isZero();
                }
            }
        }
    }

    private static void replace(Stack stack, ServiceProcess instance) throws InterruptedException {
        instance.stop();
        stack.start(instance);
    }
}
