package dev.promo.promotion.campaign;

import static dev.promo.promotion.campaign.CampaignJson.march;
import static dev.promo.promotion.campaign.CampaignJson.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.promo.defaults.problem.ApiProblem;
import dev.promo.promotion.campaign.VoucherValidity.Lasting;
import dev.promo.promotion.campaign.VoucherValidity.Until;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DefinitionRulesTests {

    private static final JsonMapper JSON = JsonMapper.shared();

    @Test
    void whatIsLeftOutHasItsDefault() {
        var march = read(march("MARCH"));

        assertThat(march)
                .isEqualTo(new Definition(
                        "MARCH",
                        null,
                        new Window(Instant.parse("2026-03-01T00:00:00Z"), Instant.parse("2026-04-01T00:00:00Z")),
                        10,
                        Discount.percent(30),
                        new Lasting(Duration.ofDays(30)),
                        RollbackPolicy.RESTORE_UNLESS_EXPIRED,
                        null,
                        null));
    }

    @Test
    void timesWithAnOffsetAreTheSameMomentsInUtc() {
        var march = with(march("MARCH"), "startsAt", "\"2026-03-01T07:00:00.123456+07:00\"");

        assertThat(read(march).window().startsAt()).isEqualTo("2026-03-01T00:00:00.123456Z");
    }

    @Test
    void vouchersMayEndWhenTheCampaignDoes() {
        var march = with(march("MARCH"), "voucherValidity", "{\"until\": \"2026-04-01T00:00:00Z\"}");

        assertThat(read(march).validity()).isEqualTo(new Until(Instant.parse("2026-04-01T00:00:00Z")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name                        | \"x\"",
                "name                        | \"Giảm giá 30 %\"",
                "description                 | \"two\\nlines\"",
                "totalVouchers               | 0",
                "totalVouchers               | 10000000",
                "discount                    | {\"type\":\"PERCENT\",\"value\":0.0001}",
                "discount                    | {\"type\":\"PERCENT\",\"value\":100}",
                "discount                    | {\"type\":\"PERCENT\",\"value\":12.50000}",
                "discount                    | {\"type\":\"AMOUNT\",\"value\":0.01,\"currency\":\"EUR\"}",
                "discount                    | {\"type\":\"AMOUNT\",\"value\":50000.00,\"currency\":\"VND\"}",
                "discount                    | {\"type\":\"AMOUNT\",\"value\":1.234,\"currency\":\"KWD\"}",
                "discount                    | {\"type\":\"PERCENT\",\"value\":1,\"cap\":5.5,\"currency\":\"EUR\"}",
                "discount.rounding           | \"HALF_EVEN\"",
                "voucherValidity.duration    | \"P36500D\"",
                "rollbackPolicy              | \"BURN\"",
                "eligibility                 | {}",
                "eligibility.birthMonth      | 12",
                "eligibility.registeredAfter | \"2026-01-01T00:00:00Z\"",
            })
    void aSoundDefinitionIsAccepted(String field, String value) {
        assertThat(read(with(march("MARCH"), field, value))).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            emptyValue = "",
            value = {
                "name                        | ''   | name REQUIRED",
                "name                        | null | name REQUIRED",
                "name                        | \" \" | name REQUIRED",
                "name                        | \"\\u200b\" | name REQUIRED",
                "name                        | \"a\\u0000\" | name FORMAT",
                "name                        | \"a\\nb\" | name FORMAT",
                "name                        | \"\\ud800\" | name FORMAT",
                "description                 | \"\" | description REQUIRED",
                "description                 | \"\\u0007\" | description FORMAT",
                "startsAt                    | ''   | startsAt REQUIRED",
                "startsAt                    | \"2026-03-01\" | startsAt FORMAT",
                "startsAt                    | \"2026-03-01T00:00:00\" | startsAt FORMAT",
                "startsAt                    | \"2026-03-01T00:00:00.1234567Z\" | startsAt PRECISION",
                "startsAt                    | \"1969-12-31T23:59:59Z\" | startsAt RANGE",
                "endsAt                      | ''   | endsAt REQUIRED",
                "endsAt                      | \"2026-03-01T00:00:00Z\" | endsAt AFTER_START",
                "endsAt                      | \"2026-03-01T06:00:00+07:00\" | endsAt AFTER_START",
                "endsAt                      | \"9000-01-01T00:00:00Z\" | endsAt RANGE",
                "totalVouchers               | ''   | totalVouchers REQUIRED",
                "totalVouchers               | -1   | totalVouchers RANGE",
                "totalVouchers               | 10000001 | totalVouchers RANGE",
                "discount                    | ''   | discount REQUIRED",
                "discount.type               | ''   | discount.type REQUIRED",
                "discount.type               | \"percent\" | discount.type ONE_OF",
                "discount.value              | ''   | discount.value REQUIRED",
                "discount.value              | 0    | discount.value RANGE",
                "discount.value              | 100.0001 | discount.value RANGE",
                "discount.value              | 1e999999999 | discount.value RANGE",
                "discount.value              | 0.00001 | discount.value DECIMALS",
                "discount.rounding           | \"UP\" | discount.rounding ONE_OF",
                "discount.currency           | \"EURO\" | discount.currency ISO_4217",
                "discount.currency           | \"XAU\" | discount.currency ISO_4217",
                "discount.cap                | 5    | discount.currency REQUIRED",
                "discount.minimumOrder       | 5    | discount.currency REQUIRED",
                "discount                    | {\"type\":\"AMOUNT\",\"value\":5} | discount.currency REQUIRED",
                "discount                    | {\"type\":\"AMOUNT\",\"value\":0,\"currency\":\"EUR\"} | discount.value POSITIVE",
                "discount                    | {\"type\":\"AMOUNT\",\"value\":1.005,\"currency\":\"EUR\"} | discount.value DECIMALS",
                "discount                    | {\"type\":\"AMOUNT\",\"value\":0.5,\"currency\":\"VND\"} | discount.value DECIMALS",
                "discount                    | {\"type\":\"AMOUNT\",\"value\":12345678901234.56,\"currency\":\"EUR\"} | discount.value DIGITS",
                "discount                    | {\"type\":\"AMOUNT\",\"value\":1e999999999,\"currency\":\"EUR\"} | discount.value DIGITS",
                "discount                    | {\"type\":\"PERCENT\",\"value\":5,\"currency\":\"EUR\",\"cap\":-1} | discount.cap POSITIVE",
                "discount                    | {\"type\":\"PERCENT\",\"value\":5,\"currency\":\"EUR\",\"minimumOrder\":0} | discount.minimumOrder POSITIVE",
                "voucherValidity             | ''   | voucherValidity REQUIRED",
                "voucherValidity             | {}   | voucherValidity EXACTLY_ONE",
                "voucherValidity.until       | \"2026-05-01T00:00:00Z\" | voucherValidity EXACTLY_ONE",
                "voucherValidity             | {\"until\":\"2026-03-31T23:59:59.999999Z\"} | voucherValidity.until NOT_BEFORE_END",
                "voucherValidity             | {\"until\":\"soon\"} | voucherValidity.until FORMAT",
                "voucherValidity.duration    | \"a month\" | voucherValidity.duration FORMAT",
                "voucherValidity.duration    | \"P1M\" | voucherValidity.duration FIXED_LENGTH",
                "voucherValidity.duration    | \"PT0S\" | voucherValidity.duration RANGE",
                "voucherValidity.duration    | \"P36501D\" | voucherValidity.duration RANGE",
                "rollbackPolicy              | \"KEEP\" | rollbackPolicy ONE_OF",
                "eligibility.registeredAfter | \"yesterday\" | eligibility.registeredAfter FORMAT",
                "eligibility.birthMonth      | 0    | eligibility.birthMonth RANGE",
                "eligibility.birthMonth      | 13   | eligibility.birthMonth RANGE",
            })
    void eachBrokenRuleIsNamed(String field, String value, String expected) {
        assertThat(broken(with(march("MARCH"), field, value))).containsExactly(expected);
    }

    @Test
    void aNameHasAtMostAHundredCharactersAndADescriptionAThousand() {
        assertThat(broken(with(march("x".repeat(101)), "description", "\"" + "x".repeat(1001) + "\"")))
                .containsExactly("name MAX_LENGTH", "description MAX_LENGTH");
        assertThat(read(with(march("😀".repeat(100)), "description", "\"" + "😀".repeat(1000) + "\"")))
                .isNotNull();
    }

    @Test
    void everyBrokenRuleIsReportedAtOnce() {
        var nothingRight = JSON.readTree("""
                {"name": "", "startsAt": "x", "endsAt": "y", "totalVouchers": -1,
                 "discount": {"type": "GIFT", "value": 0, "cap": 5, "minimumOrder": -1, "currency": "???", "rounding": "UP"},
                 "voucherValidity": {"duration": "P1Y"}, "rollbackPolicy": "?",
                 "eligibility": {"registeredAfter": "z", "birthMonth": 13}}
                """);

        assertThat(broken(nothingRight))
                .containsExactlyInAnyOrder(
                        "name REQUIRED",
                        "startsAt FORMAT",
                        "endsAt FORMAT",
                        "totalVouchers RANGE",
                        "discount.type ONE_OF",
                        "discount.currency ISO_4217",
                        "discount.minimumOrder POSITIVE",
                        "discount.rounding ONE_OF",
                        "voucherValidity.duration FIXED_LENGTH",
                        "rollbackPolicy ONE_OF",
                        "eligibility.registeredAfter FORMAT",
                        "eligibility.birthMonth RANGE");
    }

    @Test
    void aCopyWhoseVouchersWouldEndBeforeItIsRefused() {
        var original = read(with(march("MARCH"), "voucherValidity", "{\"until\": \"2026-05-01T00:00:00Z\"}"));
        var fits = new CampaignForm.Copy("APRIL", "2026-04-01T00:00:00Z", "2026-05-01T00:00:00Z");
        var tooLong = new CampaignForm.Copy("APRIL", "2026-04-01T00:00:00Z", "2026-05-01T00:00:00.000001Z");

        assertThat(DefinitionRules.read(fits, original).name()).isEqualTo("APRIL");
        assertThatThrownBy(() -> DefinitionRules.read(tooLong, original))
                .isInstanceOfSatisfying(
                        ApiProblem.class,
                        problem -> assertThat(problem.errors())
                                .extracting(error -> error.field() + " " + error.rule())
                                .containsExactly("endsAt BEFORE_END_OF_VOUCHERS"));
    }

    private static Definition read(JsonNode json) {
        return DefinitionRules.read(JSON.treeToValue(json, CampaignForm.class));
    }

    private static List<String> broken(JsonNode json) {
        try {
            read(json);
            return List.of();
        } catch (ApiProblem problem) {
            assertThat(problem.code()).isEqualTo("INVALID_REQUEST");
            return problem.errors().stream()
                    .map(error -> error.field() + " " + error.rule())
                    .toList();
        }
    }
}
