package dev.promo.promotion.voucher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promo.promotion.checkout.CheckoutTest;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

class RevokeAgainstRedeemIT extends CheckoutTest {

    @Autowired
    private Revocations revocations;

    @Test
    void ofARevocationAndARedemptionExactlyOneSucceeds() throws Exception {
        jdbc.sql("UPDATE campaigns SET issued = 200").update();
        var revoked = 0;
        for (var user = 1; user <= 200; user++) {
            var voucher = voucher(user);
            var outcomes = atOnce(List.<Callable<Object>>of(
                    () -> revocations.revoke(voucher.id(), 1, "test"),
                    () -> redeem(shop(), voucher, "order-1").problem()));

            if (outcomes.getFirst() instanceof Revocations.Outcome.Revoked) {
                assertThat(outcomes.getLast()).isEqualTo("410 VOUCHER_REVOKED");
                revoked++;
            } else {
                assertThat(outcomes.getFirst()).isEqualTo(new Revocations.Outcome.AlreadyUsed());
                assertThat(outcomes.getLast()).isEqualTo("200 ");
            }
        }

        assertThat(count("vouchers WHERE revoked_at IS NOT NULL AND used_at IS NULL"))
                .isEqualTo(revoked);
        assertThat(count("vouchers WHERE revoked_at IS NULL AND used_at IS NOT NULL"))
                .isEqualTo(200 - revoked);
        assertThat(count("redemptions")).isEqualTo(200 - revoked);
        assertThat(changes("REVOKED")).isEqualTo(revoked);
        assertThat(changes("REDEEMED")).isEqualTo(200 - revoked);
    }
}
