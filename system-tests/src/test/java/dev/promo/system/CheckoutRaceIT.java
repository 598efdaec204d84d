package dev.promo.system;

import static dev.promo.system.RunningSystem.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.promo.local.demo.Answer;
import dev.promo.local.demo.Crowd;
import dev.promo.local.demo.Gateway;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Many orders want the same vouchers, through two gateways and two promotion-services. */
class CheckoutRaceIT {

    private static final int VOUCHERS = 200;
    private static final int ORDERS_EACH = 20;

    private final RunningSystem system = RunningSystem.healthy();

    @Test
    void ofTwentyOrdersThatWantTheSameVoucherExactlyOneGetsIt() throws Exception {
        var campaign = system.newCampaign(VOUCHERS);
        var people = system.newPeople(VOUCHERS);
        var tokens = system.logInAtOnce(people).stream()
                .map(Gateway.Login::accessToken)
                .toList();
        await().atMost(PATIENCE).until(() -> system.hasSeen(people));

        List<Answer> answers;
        try (var one = system.gateway(0);
                var other = system.gateway(1)) {
            var codes = new Crowd(16)
                    .all(tokens.stream()
                            .<Callable<String>>map(token -> () -> code(one, token, campaign))
                            .toList());
            var orders = new ArrayList<Callable<Answer>>();
            for (var voucher = 0; voucher < VOUCHERS; voucher++) {
                for (var order = 0; order < ORDERS_EACH; order++) {
                    var gateway = order % 2 == 0 ? one : other;
                    var token = tokens.get(voucher);
                    var body = Map.of(
                            "code",
                            codes.get(voucher),
                            "orderId",
                            "order-" + voucher + "-" + order,
                            "orderAmount",
                            100,
                            "currency",
                            "USD");
                    orders.add(() -> gateway.call("POST", "/api/v1/checkout/redeem", token, body));
                }
            }
            answers = new Crowd(40).all(orders);
        }

        assertThat(answers.stream().collect(Collectors.groupingBy(Answer::verdict, Collectors.counting())))
                .isEqualTo(Map.of("200", (long) VOUCHERS, "409 VOUCHER_USED", (long) VOUCHERS * (ORDERS_EACH - 1)));
        assertThat(system.promotion()
                        .sql("""
                                SELECT v.id FROM redemptions r JOIN vouchers v ON v.id = r.voucher_id
                                 WHERE v.campaign_id = :campaign AND v.used_at IS NOT NULL
                                """)
                        .param("campaign", campaign.id())
                        .query(Long.class)
                        .list())
                .hasSize(VOUCHERS)
                .doesNotHaveDuplicates();
    }

    private static String code(Gateway gateway, String token, RunningSystem.Campaign campaign)
            throws InterruptedException {
        return gateway.homepage(token).vouchers().stream()
                .filter(voucher -> voucher.campaign().equals(campaign.name()))
                .findFirst()
                .orElseThrow()
                .code();
    }
}
