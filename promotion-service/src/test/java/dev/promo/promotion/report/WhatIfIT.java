package dev.promo.promotion.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promo.events.FirstLogin;
import dev.promo.promotion.Client;
import dev.promo.promotion.PromotionServiceTest;
import dev.promo.promotion.voucher.LedgerFixture;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import tools.jackson.databind.JsonNode;

class WhatIfIT extends PromotionServiceTest {

    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final Instant END = Instant.parse("2026-04-01T00:00:00Z");
    private static final String PERCENT = "{\"type\":\"PERCENT\",\"value\":30}";

    @Autowired
    private ApplicationContext context;

    @LocalServerPort
    private int port;

    private LedgerFixture ledger;
    private Client admin;

    @BeforeEach
    void somebodyWhoMayAsk() {
        ledger = LedgerFixture.in(context);
        admin = new Client(port, token(1, "Owner", "ADMIN"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 40, 100_000})
    void theAnswerIsWhatTheLedgerDoesWithTheSameLog(int total) {
        var seed = new Random().nextLong();
        var log = anyLog(seed);
        ledger.replay(log);
        var answer =
                ask(total, PERCENT, ",\"eligibility\":{\"registeredAfter\":\"2026-02-10T00:00:00Z\",\"birthMonth\":5}");

        jdbc.sql("DELETE FROM first_logins").update();
        var campaign = campaign(total, START, END);
        jdbc.sql("UPDATE campaigns SET registered_after = '2026-02-10', birth_month = 5")
                .update();
        ledger.replay(log);

        var winners = winners(campaign);
        var times = winners.stream()
                .map(user -> log.get(Math.toIntExact(user) - 1).occurredAt())
                .toList();
        assertThat(answer.at("/winners").intValue()).as("seed %d", seed).isEqualTo(winners.size());
        assertThat(winners).as("seed %d", seed).hasSizeLessThanOrEqualTo(total);
        if (!winners.isEmpty()) {
            assertThat(answer.at("/firstWinnerAt").stringValue())
                    .isEqualTo(times.getFirst().toString());
            assertThat(answer.at("/lastWinnerAt").stringValue())
                    .isEqualTo(times.getLast().toString());
        }
        if (total > 0 && winners.size() == total) {
            assertThat(answer.at("/soldOutAt").stringValue())
                    .isEqualTo(times.getLast().toString());
        } else {
            assertThat(answer.at("/soldOutAt").isNull()).isTrue();
        }
        var counters = Client.ok(admin.get("/api/v1/admin/campaigns/" + campaign + "/counters"));
        assertThat(answer.at("/refused").intValue())
                .isEqualTo(counters.at("/waiting").intValue());
        assertThat(answer.at("/eligible").intValue())
                .isEqualTo(
                        answer.at("/winners").intValue() + answer.at("/refused").intValue());
    }

    @Test
    void askingChangesNothing() {
        var campaign = campaign(2, START, END);
        ledger.record(START, 1, 2, 3);

        ask(100, PERCENT, "");

        assertThat(winners(campaign)).containsExactly(1L, 2L);
        assertThat(jdbc.sql("SELECT COUNT(*) FROM campaigns").query(Long.class).single())
                .isEqualTo(1);
    }

    @Test
    void whoWasErasedSinceCountsAsTheyWouldHaveThen() {
        ledger.record(START, 1, 2, 3);
        ledger.erase(1);

        var answer = ask(2, PERCENT, "");

        assertThat(answer.at("/winners").intValue()).isEqualTo(2);
        assertThat(answer.at("/refused").intValue()).isEqualTo(1);
    }

    @Test
    void besideARealCampaignItCountsWhoWouldHaveWonAndWhoWouldHaveLost() {
        var real = campaign(3, START, END);
        ledger.record(START, 1, 2, 3, 4, 5);

        var later =
                Client.ok(admin.post("/api/v1/admin/campaigns/what-if?compareWith=" + real, question(4, PERCENT, "")));
        var smaller =
                Client.ok(admin.post("/api/v1/admin/campaigns/what-if?compareWith=" + real, question(1, PERCENT, "")));

        assertThat(later.at("/compared/gained").intValue()).isEqualTo(1);
        assertThat(later.at("/compared/lost").intValue()).isZero();
        assertThat(smaller.at("/compared/gained").intValue()).isZero();
        assertThat(smaller.at("/compared/lost").intValue()).isEqualTo(2);
        assertThat(Client.problem(
                        404,
                        admin.post("/api/v1/admin/campaigns/what-if?compareWith=999999", question(1, PERCENT, ""))))
                .isEqualTo("NOT_FOUND");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"type":"AMOUNT","value":2.50,"currency":"EUR"}                   |                                                | 7.50  | VALUE
            {"type":"PERCENT","value":30,"cap":4,"currency":"EUR"}            |                                                | 12.00 | CAP
            {"type":"PERCENT","value":30}                                     | ,"averageOrder":{"amount":9.99,"currency":"EUR"} | 9.00 | AVERAGE_ORDER
            {"type":"PERCENT","value":10,"minimumOrder":500,"currency":"EUR"} | ,"averageOrder":{"amount":25,"currency":"EUR"}  | 150   | AVERAGE_ORDER
            {"type":"AMOUNT","value":100,"currency":"JPY"}                    |                                                | 300   | VALUE
            """)
    void theGreatestPossibleCostIsThatOfEveryWinnerUsingTheVoucher(
            String discount, String more, String amount, String basis) {
        ledger.record(START, 1, 2, 3, 4);

        var cost = ask(3, discount, more == null ? "" : more).at("/greatestPossibleCost");

        assertThat(cost.at("/amount").decimalValue()).isEqualByComparingTo(amount);
        assertThat(cost.at("/basis").stringValue()).isEqualTo(basis);
    }

    @Test
    void aPercentageOfOrdersOfAnySizeHasNoKnownCost() {
        ledger.record(START, 1);

        var answer = ask(3, PERCENT, "");

        assertThat(answer.at("/greatestPossibleCost").isNull()).isTrue();
        assertThat(answer.at("/costUnknown").stringValue()).isEqualTo("PERCENT_WITHOUT_CAP");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                                                                                     | startsAt REQUIRED
            {"startsAt":"2026-03-02T00:00:00Z","endsAt":"2026-03-02T00:00:00Z","totalVouchers":1,"discount":{"type":"PERCENT","value":30}} | endsAt AFTER_STARTS_AT
            {"startsAt":"2026-03-01T00:00:00+07:00","endsAt":"2026-03-02T00:00:00Z","totalVouchers":-1,"discount":{"type":"PERCENT","value":30}} | totalVouchers MIN
            {"startsAt":"2026-03-01T00:00:00Z","endsAt":"2026-03-02T00:00:00Z","totalVouchers":1,"discount":{"type":"PERCENT","value":101}} | discount.value MAX
            {"startsAt":"2026-03-01T00:00:00Z","endsAt":"2026-03-02T00:00:00Z","totalVouchers":1,"discount":{"type":"AMOUNT","value":1}} | discount.currency REQUIRED
            {"startsAt":"2026-03-01T00:00:00Z","endsAt":"2026-03-02T00:00:00Z","totalVouchers":1,"discount":{"type":"AMOUNT","value":1,"currency":"EURO"}} | discount.currency CURRENCY
            {"startsAt":"2026-03-01T00:00:00Z","endsAt":"2026-03-02T00:00:00Z","totalVouchers":1,"discount":{"type":"AMOUNT","value":1E100000000,"currency":"EUR"}} | discount.value DIGITS
            {"startsAt":"2026-03-01T00:00:00Z","endsAt":"2026-03-02T00:00:00Z","totalVouchers":1,"discount":{"type":"AMOUNT","value":1E2147483647,"currency":"EUR"}} | discount.value DIGITS
            {"startsAt":"2026-03-01T00:00:00Z","endsAt":"2026-03-02T00:00:00Z","totalVouchers":1,"discount":{"type":"PERCENT","value":1},"eligibility":{"birthMonth":13}} | eligibility.birthMonth RANGE
            {"startsAt":"2026-03-01T00:00:00Z","endsAt":"2026-03-02T00:00:00Z","totalVouchers":1,"discount":{"type":"AMOUNT","value":1,"currency":"EUR"},"averageOrder":{"amount":1,"currency":"USD"}} | averageOrder.currency SAME_CURRENCY
            """)
    void aQuestionThatMakesNoSenseIsRefusedByName(String body, String violation) {
        assertThat(Client.violation(admin.post("/api/v1/admin/campaigns/what-if", body)))
                .isEqualTo(violation);
    }

    private JsonNode ask(int total, String discount, String more) {
        return Client.ok(admin.post("/api/v1/admin/campaigns/what-if", question(total, discount, more)));
    }

    private static String question(int total, String discount, String more) {
        return "{\"startsAt\":\"%s\",\"endsAt\":\"%s\",\"totalVouchers\":%d,\"discount\":%s%s}"
                .formatted(START, END, total, discount, more);
    }

    /** 600 people, 1, 2, 3 …, some outside of the window, some not known well enough. */
    private static List<FirstLogin> anyLog(long seed) {
        var random = new Random(seed);
        var log = new ArrayList<FirstLogin>();
        for (var user = 1L; user <= 600; user++) {
            var occurredAt = START.plusSeconds(random.nextInt(-86_400, 32 * 86_400));
            var registeredAt = random.nextInt(10) == 0 ? null : START.minusSeconds(random.nextInt(40 * 86_400));
            var month = random.nextInt(10) == 0 ? null : random.nextInt(4, 7);
            log.add(new FirstLogin(new UUID(seed, user), user, occurredAt, registeredAt, month));
        }
        return log;
    }
}
