package dev.promo.promotion.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promo.promotion.Api;
import dev.promo.promotion.Api.Answer;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

class CheckoutIT extends CheckoutTest {

    @Autowired
    private MeterRegistry meters;

    @Test
    void whatBecameOfRedemptionsIsCounted() {
        var voucher = voucher(ALICE);
        var redeemed = redemptions("redeemed");
        var used = redemptions("used");

        redeem(shop(), voucher, "order-1");
        redeem(shop(), voucher, "order-2");

        assertThat(redemptions("redeemed") - redeemed).isEqualTo(1);
        assertThat(redemptions("used") - used).isEqualTo(1);
    }

    private double redemptions(String outcome) {
        return meters.counter("voucher.redemptions", "outcome", outcome).count();
    }

    @Test
    void validationSaysTheDiscountAndChangesNothing() {
        var voucher = voucher(ALICE);

        var answer = validate(alice(), voucher, "100.00", "EUR", "");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.http().body())
                .startsWith("{\"valid\":true,\"discountAmount\":30.00,\"payable\":70.00,\"voucherId\":" + voucher.id()
                        + ",\"campaign\":\"CAMPAIGN-")
                .endsWith("\"expiresAt\":\"" + now.plusSeconds(3600) + "\"}");
        assertThat(count("vouchers WHERE used_at IS NOT NULL OR hold_id IS NOT NULL"))
                .isZero();
        assertThat(count("voucher_changes")).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            expires_at = '2020-01-01'                                    | EXPIRED
            used_at = issued_at                                          | USED
            used_at = issued_at, expires_at = '2020-01-01'               | USED
            revoked_at = issued_at, expires_at = '2020-01-01'            | REVOKED
            hold_id = REPEAT('x', 16), held_until = expires_at           | HELD
            hold_id = REPEAT('x', 16), held_until = issued_at            | null
            currency = 'USD'                                             | WRONG_CURRENCY
            currency = 'EUR', minimum_order = 100.01                     | BELOW_MINIMUM
            currency = 'EUR', minimum_order = 100                        | null
            """)
    void validationSaysWhyNot(String state, String reason) {
        var voucher = voucher(ALICE);
        change(voucher, state);

        var answer = validate(shop(), voucher, "100.00", "EUR", "");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text("/valid")).isEqualTo(String.valueOf(reason.equals("null")));
        assertThat(answer.text("/reason")).isEqualTo(reason.equals("null") ? "" : reason);
    }

    @Test
    void validationNamesTheMinimum() {
        var voucher = voucher(ALICE);
        change(voucher, "currency = 'EUR', minimum_order = 150");

        assertThat(validate(alice(), voucher, "100.00", "EUR", "").http().body())
                .contains("\"minimumOrder\":150,\"currency\":\"EUR\"");
    }

    @Test
    void aCodeIsReadInAnyCaseWithSpacesAndHyphens() {
        var voucher = voucher(ALICE);
        var typed = voucher.code().toLowerCase(Locale.ROOT);
        var spaced = new Voucher(voucher.id(), " " + typed.substring(0, 6) + "-" + typed.substring(6));

        assertThat(validate(alice(), spaced, "100.00", "EUR", "").text("/valid"))
                .isEqualTo("true");
    }

    @Test
    void anUnknownAMalformedAndAForeignCodeAreAnsweredAlike() {
        var voucher = voucher(ALICE);
        var unknown = voucher(BOB);
        jdbc.sql("DELETE FROM vouchers WHERE id = :id")
                .param("id", unknown.id())
                .update();

        var answers = Stream.of(unknown, new Voucher(0, "NOT-A-CODE"), new Voucher(0, ""), voucher)
                .flatMap(code -> Stream.of(
                        validate(bob(), code, "100.00", "EUR", ""),
                        hold(bob(), code, ""),
                        redeem(bob(), code, "order-1"),
                        rollBack(bob(), code, "order-1")))
                .toList();

        assertThat(answers).extracting(Answer::problem).containsOnly("404 VOUCHER_NOT_FOUND");
        assertThat(answers)
                .extracting(answer -> answer.text("/detail"))
                .containsOnly("There is no voucher with this code.");
    }

    @Test
    void whoIsNeitherPartnerNorUserMayNothing() {
        var voucher = voucher(ALICE);
        var nobody = new Api(port, token(ALICE, "Alice", "AUDITOR"));

        assertThat(Stream.of(
                        validate(nobody, voucher, "100.00", "EUR", ""),
                        hold(nobody, voucher, ""),
                        redeem(nobody, voucher, "order-1"),
                        rollBack(nobody, voucher, "order-1"),
                        nobody.delete("/api/v1/checkout/holds/" + UUID.randomUUID())))
                .extracting(Answer::problem)
                .containsOnly("403 FORBIDDEN");
    }

    @Test
    void anAdminSpendsOnlyTheirOwnVouchers() {
        assertThat(redeem(admin(), voucher(ALICE), "order-1").problem()).isEqualTo("404 VOUCHER_NOT_FOUND");
        assertThat(redeem(admin(), voucher(1), "order-1").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            '{}'                                                                                          | 400 INVALID_REQUEST code:REQUIRED currency:REQUIRED orderAmount:REQUIRED orderId:REQUIRED
            '{"code":"A","orderId":"","orderAmount":1,"currency":"EUR"}'                                  | 400 INVALID_REQUEST orderId:MIN_LENGTH
            '{"code":"A","orderId":"x\\ud800","orderAmount":1,"currency":"EUR"}'                         | 400 INVALID_REQUEST orderId:FORMAT
            '{"code":"A","orderId":"a\\u2028b","orderAmount":1,"currency":"EUR"}'                        | 400 INVALID_REQUEST orderId:FORMAT
            '{"code":"A","orderId":"\\u00a0a","orderAmount":1,"currency":"EUR"}'                         | 400 INVALID_REQUEST orderId:FORMAT
            '{"code":"A","orderId":"o ","orderAmount":1,"currency":"EUR"}'                                | 400 INVALID_REQUEST orderId:FORMAT
            '{"code":"A","orderId":"o","orderAmount":-0.01,"currency":"EUR"}'                             | 400 INVALID_REQUEST orderAmount:MIN
            '{"code":"A","orderId":"o","orderAmount":1.001,"currency":"EUR"}'                             | 400 INVALID_REQUEST orderAmount:DECIMALS
            '{"code":"A","orderId":"o","orderAmount":1.5,"currency":"VND"}'                               | 400 INVALID_REQUEST orderAmount:DECIMALS
            '{"code":"A","orderId":"o","orderAmount":1E+999999999,"currency":"VND"}'                      | 400 INVALID_REQUEST orderAmount:MAX
            '{"code":"A","orderId":"o","orderAmount":1000000000000000,"currency":"EUR"}'                  | 400 INVALID_REQUEST orderAmount:MAX
            '{"code":"A","orderId":"o","orderAmount":"1","currency":"EUR"}'                               | 400 INVALID_REQUEST orderAmount:TYPE
            '{"code":"A","orderId":"o","orderAmount":1,"currency":"eur"}'                                 | 400 INVALID_REQUEST currency:FORMAT
            '{"code":"A","orderId":"o","orderAmount":1,"currency":"EUR","holdId":"x"}'                    | 400 INVALID_REQUEST holdId:FORMAT
            '{"code":"A","orderId":"o","orderAmount":1,"currency":"EUR","slot":1}'                        | 400 INVALID_REQUEST slot:UNKNOWN_FIELD
            """)
    void anOrderThatBreaksARuleIsRefusedByFieldAndRule(String body, String problem) {
        var answer = alice().post("/api/v1/checkout/redeem", body);

        assertThat(Stream.of(answer.problem().split(" ")).sorted())
                .containsExactlyElementsOf(
                        Stream.of(problem.split(" ")).sorted().toList());
    }

    @Test
    void aRedemptionIsStoredAndToldOnce() {
        var voucher = voucher(ALICE);

        var answer = redeem(shop(), voucher, "order-1");

        assertThat(answer.http().body())
                .startsWith("{\"voucherId\":" + voucher.id()
                        + ",\"orderId\":\"order-1\",\"orderAmount\":100.00,\"discountAmount\":30.00,"
                        + "\"payable\":70.00,\"currency\":\"EUR\",\"redeemedAt\":\"");
        assertThat(count("redemptions WHERE redeemed_by = " + SHOP)).isEqualTo(1);
        assertThat(count("voucher_changes WHERE action = 'REDEEMED' AND order_id = 'order-1' AND actor = " + SHOP))
                .isEqualTo(1);
        assertThat(count("outbox WHERE topic = 'promotion.voucher' AND record_key = '" + ALICE + "'"))
                .isEqualTo(1);
    }

    @Test
    void theRightfulRetryGetsTheSameAnswerEvenAfterTheEnd() {
        var voucher = voucher(ALICE);
        var first = redeem(shop(), voucher, "order-1");
        change(voucher, "expires_at = '2020-01-01'");

        assertThat(redeem(shop(), voucher, "order-1").toString()).isEqualTo(first.toString());
        assertThat(changes("REDEEMED")).isEqualTo(1);
    }

    @Test
    void nobodyElseAndNoOtherOrderGetsAUsedVoucher() {
        var voucher = voucher(ALICE);
        redeem(shop(), voucher, "order-1");

        assertThat(Stream.of(
                        redeem(shop(), voucher, "order-2"),
                        redeem(otherShop(), voucher, "order-1"),
                        redeem(alice(), voucher, "order-1"),
                        shop().post("/api/v1/checkout/redeem", """
                                {"code":"%s","orderId":"order-1","orderAmount":100.01,"currency":"EUR"}
                                """.formatted(voucher.code())),
                        shop().post("/api/v1/checkout/redeem", """
                                {"code":"%s","orderId":"order-1","orderAmount":100.00,"currency":"USD"}
                                """.formatted(voucher.code()))))
                .extracting(Answer::problem)
                .containsOnly("409 VOUCHER_USED");
        assertThat(count("redemptions")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            expires_at = '2020-01-01'                                    | 410 VOUCHER_EXPIRED
            used_at = issued_at                                          | 409 VOUCHER_USED
            revoked_at = issued_at                                       | 410 VOUCHER_REVOKED
            hold_id = REPEAT('x', 16), held_until = expires_at           | 409 VOUCHER_HELD
            currency = 'USD'                                             | 422 WRONG_CURRENCY currency:ONE_OF
            currency = 'EUR', minimum_order = 100.01                     | 422 BELOW_MINIMUM orderAmount:MIN
            """)
    void aVoucherThatCannotBeSpentStaysAsItIs(String state, String problem) {
        var voucher = voucher(ALICE);
        change(voucher, state);

        assertThat(redeem(alice(), voucher, "order-1").problem()).isEqualTo(problem);
        assertThat(count("redemptions")).isZero();
        assertThat(count("voucher_changes")).isZero();
    }

    @Test
    void anOrderBelowTheMinimumIsToldTheMinimum() {
        var voucher = voucher(ALICE);
        change(voucher, "currency = 'EUR', minimum_order = 150");

        assertThat(redeem(alice(), voucher, "order-1").text("/errors/0/message"))
                .isEqualTo("Must be at least 150 EUR.");
    }

    @ParameterizedTest
    @CsvSource({
        // type, value, currency of the voucher, cap, rounding, order, its currency, discount, payable
        "PERCENT, 30,    ,    ,     HALF_UP,   9.99,   EUR, 3.00,   6.99",
        "PERCENT, 30,    ,    ,     HALF_EVEN, 9.99,   EUR, 3.00,   6.99",
        "PERCENT, 30,    ,    ,     DOWN,      9.99,   EUR, 2.99,   7.00",
        "PERCENT, 30,    ,    ,     HALF_UP,   0.15,   EUR, 0.05,   0.10", // exactly 0.045
        "PERCENT, 30,    ,    ,     HALF_EVEN, 0.15,   EUR, 0.04,   0.11",
        "PERCENT, 30,    ,    ,     DOWN,      0.15,   EUR, 0.04,   0.11",
        "PERCENT, 12.5,  ,    ,     HALF_UP,   100,    VND, 13,     87",
        "PERCENT, 12.5,  ,    ,     HALF_EVEN, 100,    VND, 12,     88",
        "PERCENT, 30,    ,    ,     HALF_UP,   99999,  VND, 30000,  69999",
        "PERCENT, 30,    ,    ,     HALF_UP,   1.005,  KWD, 0.302,  0.703",
        "PERCENT, 30, EUR,  2.50,   HALF_UP,   9.99,   EUR, 2.50,   7.49",
        "PERCENT, 100,   ,    ,     HALF_UP,   9.99,   EUR, 9.99,   0.00",
        "AMOUNT,  5,  EUR,    ,     HALF_UP,   9.99,   EUR, 5.00,   4.99",
        "AMOUNT,  20, EUR,    ,     HALF_UP,   9.99,   EUR, 9.99,   0.00",
        "PERCENT, 30,    ,    ,     HALF_UP,   0,      EUR, 0.00,   0.00"
    })
    void theDiscountIsExact(
            String type,
            String value,
            String currency,
            String cap,
            String rounding,
            String amount,
            String orderCurrency,
            String discount,
            String payable) {
        var voucher = voucher(ALICE);
        change(
                voucher,
                "discount_type = '%s', discount_value = %s, currency = %s, discount_cap = %s, rounding = '%s'"
                        .formatted(type, value, currency == null ? "NULL" : "'" + currency + "'", cap, rounding));
        var order = "\"orderAmount\":%s,\"currency\":\"%s\"".formatted(amount, orderCurrency);
        var expected = "\"discountAmount\":%s,\"payable\":%s,".formatted(discount, payable);

        var validated = validate(alice(), voucher, amount, orderCurrency, "");
        var redeemed = alice().post(
                        "/api/v1/checkout/redeem",
                        "{\"code\":\"%s\",\"orderId\":\"order-1\",%s}".formatted(voucher.code(), order));

        assertThat(validated.http().body()).contains(expected);
        assertThat(redeemed.http().body()).contains(expected);
        assertThat(count("redemptions WHERE discount_amount = " + discount)).isEqualTo(1);
    }

    @Test
    void aHeldVoucherIsSpentOnlyWithItsHold() {
        var voucher = voucher(ALICE);
        var held = hold(shop(), voucher, ",\"seconds\":60");
        var withHold = ",\"holdId\":\"" + held.text("/holdId") + "\"";

        var refused = redeem(otherShop(), voucher, "order-1");
        var wrongHold = redeem(otherShop(), voucher, "order-1", ",\"holdId\":\"" + UUID.randomUUID() + "\"");

        assertThat(held.status()).isEqualTo(200);
        assertThat(refused.problem()).isEqualTo("409 VOUCHER_HELD");
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(50, 60);
        assertThat(wrongHold.problem()).isEqualTo("409 VOUCHER_HELD");
        assertThat(validate(shop(), voucher, "100.00", "EUR", "").text("/reason"))
                .isEqualTo("HELD");
        assertThat(validate(shop(), voucher, "100.00", "EUR", withHold).text("/valid"))
                .isEqualTo("true");
        assertThat(redeem(shop(), voucher, "order-2", withHold).status()).isEqualTo(200);
        assertThat(redeem(shop(), voucher, "order-2", withHold).status()).isEqualTo(200);
        assertThat(changes("HELD")).isEqualTo(1);
    }

    @Test
    void aHoldEndsByItself() {
        var voucher = voucher(ALICE);
        hold(shop(), voucher, "");
        change(voucher, "held_until = issued_at");

        assertThat(hold(otherShop(), voucher, "").status()).isEqualTo(200);
        change(voucher, "held_until = issued_at");
        assertThat(redeem(alice(), voucher, "order-1").status()).isEqualTo(200);
    }

    @Test
    void aHoldLastsFiveMinutesUnlessSaidOtherwiseAndNeverLongerThanTheVoucher() {
        var fiveMinutes = Instant.parse(hold(shop(), voucher(ALICE), "").text("/heldUntil"));
        var ending = voucher(BOB, now.plusSeconds(100));

        assertThat(fiveMinutes).isBetween(now.plusSeconds(300), Instant.now().plusSeconds(300));
        assertThat(hold(shop(), ending, ",\"seconds\":3600").text("/heldUntil"))
                .isEqualTo(now.plusSeconds(100).toString());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3601})
    void aHoldIsNeitherEmptyNorLongerThanAnHour(int seconds) {
        assertThat(hold(shop(), voucher(ALICE), ",\"seconds\":" + seconds).problem())
                .startsWith("400 INVALID_REQUEST seconds:");
    }

    @Test
    void whoHasTheHoldExtendsItAndNobodyElse() {
        var voucher = voucher(ALICE);
        var held = hold(shop(), voucher, ",\"seconds\":60");

        var extended = hold(shop(), voucher, ",\"seconds\":600,\"holdId\":\"" + held.text("/holdId") + "\"");
        var other = hold(otherShop(), voucher, ",\"holdId\":\"" + UUID.randomUUID() + "\"");

        assertThat(extended.text("/holdId")).isEqualTo(held.text("/holdId"));
        assertThat(Instant.parse(extended.text("/heldUntil"))).isAfter(now.plusSeconds(599));
        assertThat(hold(shop(), voucher, "").problem()).isEqualTo("409 VOUCHER_HELD");
        assertThat(other.problem()).isEqualTo("409 VOUCHER_HELD");
        assertThat(hold(shop(), voucher(BOB), ",\"holdId\":\"" + UUID.randomUUID() + "\"")
                        .problem())
                .isEqualTo("404 HOLD_NOT_FOUND");
    }

    @Test
    void aReleasedVoucherIsFreeAtOnce() {
        var voucher = voucher(ALICE);
        var path = "/api/v1/checkout/holds/" + hold(shop(), voucher, "").text("/holdId");

        assertThat(bob().delete(path).problem()).isEqualTo("404 HOLD_NOT_FOUND");
        assertThat(shop().delete(path).status()).isEqualTo(204);
        assertThat(shop().delete(path).problem()).isEqualTo("404 HOLD_NOT_FOUND");
        assertThat(redeem(alice(), voucher, "order-1").status()).isEqualTo(200);
        assertThat(changes("RELEASED")).isEqualTo(1);
    }

    @Test
    void aHoldIdThatIsNoneIsRefused() {
        assertThat(shop().delete("/api/v1/checkout/holds/mine").problem())
                .isEqualTo("400 INVALID_REQUEST holdId:FORMAT");
    }

    @ParameterizedTest
    @CsvSource({
        // policy, expired meanwhile, restored, used afterwards
        "RESTORE,                false, true,  false",
        "RESTORE,                true,  false, false",
        "BURN,                   false, false, true",
        "BURN,                   true,  false, true",
        "RESTORE_UNLESS_EXPIRED, false, true,  false",
        "RESTORE_UNLESS_EXPIRED, true,  false, true"
    })
    void aRollbackFollowsThePolicy(String policy, boolean expired, boolean restored, boolean used) {
        policy(policy);
        var voucher = voucher(ALICE);
        redeem(shop(), voucher, "order-1");
        if (expired) {
            change(voucher, "expires_at = used_at");
        }

        var first = rollBack(shop(), voucher, "order-1");
        var again = rollBack(shop(), voucher, "order-1");

        assertThat(first.text("/restored")).isEqualTo(String.valueOf(restored));
        assertThat(again.toString()).isEqualTo(first.toString());
        assertThat(count("vouchers WHERE used_at IS NOT NULL")).isEqualTo(used ? 1 : 0);
        assertThat(changes("ROLLED_BACK")).isEqualTo(1);
        assertThat(validate(shop(), voucher, "100.00", "EUR", "").text("/reason"))
                .isEqualTo(used ? "USED" : expired ? "EXPIRED" : "");
    }

    @Test
    void aRestoredVoucherIsGoodForAnotherOrderButNotForTheOneGivenUp() {
        var voucher = voucher(ALICE);
        redeem(shop(), voucher, "order-1");
        rollBack(shop(), voucher, "order-1");

        assertThat(redeem(shop(), voucher, "order-1").problem()).isEqualTo("409 ORDER_ROLLED_BACK");
        assertThat(redeem(shop(), voucher, "order-2").status()).isEqualTo(200);
        assertThat(redeem(shop(), voucher, "order-1").problem()).isEqualTo("409 ORDER_ROLLED_BACK");
        assertThat(count("redemptions WHERE rolled_back_at IS NULL")).isEqualTo(1);
    }

    @Test
    void onlyWhoRedeemedRollsBackOrAnAdmin() {
        var voucher = voucher(ALICE);
        redeem(shop(), voucher, "order-1");

        assertThat(rollBack(otherShop(), voucher, "order-1").problem()).isEqualTo("403 REDEEMED_BY_ANOTHER");
        assertThat(rollBack(alice(), voucher, "order-1").problem()).isEqualTo("403 REDEEMED_BY_ANOTHER");
        assertThat(rollBack(shop(), voucher, "order-2").problem()).isEqualTo("404 REDEMPTION_NOT_FOUND");
        assertThat(changes("ROLLED_BACK")).isZero();
        assertThat(rollBack(admin(), voucher, "order-1").text("/restored")).isEqualTo("true");
    }

    private static Answer validate(Api api, Voucher voucher, String amount, String currency, String more) {
        return api.post("/api/v1/checkout/validate", """
                {"code":"%s","orderAmount":%s,"currency":"%s"%s}""".formatted(voucher.code(), amount, currency, more));
    }
}
