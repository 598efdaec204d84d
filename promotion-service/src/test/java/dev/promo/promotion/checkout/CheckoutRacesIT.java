package dev.promo.promotion.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promo.promotion.Api;
import dev.promo.promotion.Api.Answer;
import dev.promo.promotion.SecondInstance;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two instances of the service on one database, and clients that want the same thing at the same moment. */
class CheckoutRacesIT extends CheckoutTest {

    private static final int VOUCHERS = 200;
    private static final int RIVALS = 20;

    private static SecondInstance second;

    @BeforeAll
    static void startSecond() {
        second = SecondInstance.start();
    }

    @AfterAll
    static void stopSecond() {
        second.close();
    }

    @Test
    void ofTwentyOrdersThatWantTheSameVoucherExactlyOneGetsIt() throws Exception {
        for (var voucher : vouchers()) {
            var answers = atOnce(IntStream.range(0, RIVALS)
                    .<Callable<Answer>>mapToObj(order -> () -> redeem(shopOn(order), voucher, "order-" + order))
                    .toList());

            assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(1);
            assertThat(answers)
                    .filteredOn(answer -> answer.status() != 200)
                    .allMatch(answer -> answer.problem().equals("409 VOUCHER_USED"));
        }

        assertThat(count("redemptions")).isEqualTo(VOUCHERS);
        assertThat(count("redemptions WHERE discount_amount = 30 AND rolled_back_at IS NULL"))
                .isEqualTo(VOUCHERS);
        assertThat(count("vouchers WHERE used_at IS NOT NULL")).isEqualTo(VOUCHERS);
        assertThat(changes("REDEEMED")).isEqualTo(VOUCHERS);
        assertThat(count("outbox WHERE type LIKE '%voucher-redeemed%'")).isEqualTo(VOUCHERS);
    }

    @Test
    void theSameOrderTwentyTimesAtOnceGetsOneAnswerTwentyTimes() throws Exception {
        for (var voucher : vouchers().subList(0, 20)) {
            var answers = atOnce(IntStream.range(0, RIVALS)
                    .<Callable<String>>mapToObj(
                            n -> () -> redeem(shopOn(n), voucher, "order-1").toString())
                    .toList());

            assertThat(answers).allMatch(answers.getFirst()::equals).allMatch(answer -> answer.startsWith("200"));
        }
        assertThat(count("redemptions")).isEqualTo(20);
        assertThat(changes("REDEEMED")).isEqualTo(20);
    }

    @Test
    void ofAHoldAndARedemptionExactlyOneSucceeds() throws Exception {
        var redeemed = 0;
        for (var voucher : vouchers()) {
            var answers = atOnce(List.<Callable<Answer>>of(
                    () -> hold(shopOn(0), voucher, ""), () -> redeem(shopOn(1), voucher, "order-1")));

            var held = answers.getFirst();
            if (held.status() == 200) {
                assertThat(answers.getLast().problem()).isEqualTo("409 VOUCHER_HELD");
            } else {
                assertThat(held.problem()).isEqualTo("409 VOUCHER_USED");
                assertThat(answers.getLast().status()).isEqualTo(200);
                redeemed++;
            }
        }
        assertThat(count("redemptions")).isEqualTo(redeemed);
        assertThat(changes("HELD")).isEqualTo(VOUCHERS - redeemed);
        assertThat(count("vouchers WHERE hold_id IS NOT NULL AND used_at IS NOT NULL"))
                .isZero();
    }

    @Test
    void ofTwentyWhoWantToHoldTheSameVoucherExactlyOneDoes() throws Exception {
        for (var voucher : vouchers().subList(0, 20)) {
            var answers = atOnce(IntStream.range(0, RIVALS)
                    .<Callable<Answer>>mapToObj(n -> () -> hold(shopOn(n), voucher, ""))
                    .toList());

            assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(1);
            assertThat(answers)
                    .filteredOn(answer -> answer.status() != 200)
                    .allMatch(answer -> answer.problem().equals("409 VOUCHER_HELD"));
        }
        assertThat(changes("HELD")).isEqualTo(20);
    }

    @Test
    void twentyRollbacksAtOnceUndoOneRedemptionOnce() throws Exception {
        policy("RESTORE");
        for (var voucher : vouchers().subList(0, 20)) {
            redeem(shop(), voucher, "order-1");

            var answers = atOnce(IntStream.range(0, RIVALS)
                    .<Callable<String>>mapToObj(
                            n -> () -> rollBack(shopOn(n), voucher, "order-1").toString())
                    .toList());

            assertThat(answers).allMatch(answers.getFirst()::equals).allMatch(answer -> answer.startsWith("200"));
        }
        assertThat(changes("ROLLED_BACK")).isEqualTo(20);
        assertThat(count("vouchers WHERE used_at IS NOT NULL")).isZero();
    }

    @Test
    void aRollbackAndTheNextOrdersNeverLeaveTwoRedemptionsStanding() throws Exception {
        policy("RESTORE");
        for (var voucher : vouchers().subList(0, 50)) {
            redeem(shop(), voucher, "order-1");
            List<Callable<Answer>> rivals = new ArrayList<>();
            rivals.add(() -> rollBack(shopOn(0), voucher, "order-1"));
            for (var order = 2; order < 6; order++) {
                var id = order;
                rivals.add(() -> redeem(shopOn(id), voucher, "order-" + id));
            }

            var answers = atOnce(rivals);

            assertThat(answers.getFirst().status()).isEqualTo(200);
            assertThat(answers.subList(1, 5))
                    .allMatch(
                            answer -> answer.status() == 200 || answer.problem().equals("409 VOUCHER_USED"))
                    .filteredOn(answer -> answer.status() == 200)
                    .hasSizeLessThan(2);
        }
        assertThat(count("vouchers v WHERE (v.used_at IS NULL) <> (NOT EXISTS (SELECT 1 FROM redemptions r"
                        + " WHERE r.voucher_id = v.id AND r.rolled_back_at IS NULL))"))
                .isZero();
    }

    private List<Voucher> vouchers() {
        return LongStream.rangeClosed(1, VOUCHERS).mapToObj(this::voucher).toList();
    }

    /** Every other request goes to the other instance. */
    private Api shopOn(int request) {
        return new Api(request % 2 == 0 ? port : second.port(), token(SHOP, "Shop", "PARTNER"));
    }
}
