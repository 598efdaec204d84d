package dev.promo.defaults.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.promo.defaults.Http;
import dev.promo.defaults.SampleServiceTest;
import dev.promo.defaults.TestIssuer;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@SampleServiceTest
class ProblemDetailTests {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Http http;

    ProblemDetailTests(@LocalServerPort int port) {
        http = new Http(port);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{}                                       | name     | REQUIRED",
                "{\"name\":null}                          | name     | REQUIRED",
                "{\"name\":\" \"}                         | name     | REQUIRED",
                "{\"name\":123}                           | name     | TYPE",
                "{\"name\":true}                          | name     | TYPE",
                "{\"name\":1.5}                           | name     | TYPE",
                "{\"name\":[\"x\"]}                       | name     | TYPE",
                "{\"name\":{\"$ne\":\"\"}}                | name     | TYPE",
                "{\"name\":\"a\",\"role\":\"ADMIN\"}      | role     | UNKNOWN_FIELD",
                "{\"name\":\"a\",\"email\":\"nobody\"}    | email    | FORMAT",
                "{\"name\":\"a\",\"password\":\"short\"}  | password | MIN_LENGTH",
                "{\"name\":\"a\",\"birthday\":\"1990-02-30\"} | birthday | FORMAT",
                "{\"name\":\"a\",\"birthday\":\"today\"}  | birthday | FORMAT",
                "{\"name\":\"a\",\"birthday\":\"\"}       | birthday | FORMAT",
                "{\"name\":\"a\",\"birthday\":7}          | birthday | TYPE",
                "{\"name\":\"a\",\"birthday\":[1990,5,17]}| birthday | TYPE",
                "{\"name\":\"a\",\"birthday\":\"9999-01-01\"} | birthday | PAST",
                "{\"name\":\"a\",\"age\":\"7\"}           | age      | TYPE",
                "{\"name\":\"a\",\"age\":1.5}             | age      | TYPE",
                "{\"name\":\"a\",\"age\":99999999999}     | age      | TYPE",
                "{\"name\":\"a\",\"agreed\":1}            | agreed   | TYPE",
                "{\"name\":\"a\",\"items\":{}}            | items    | TYPE",
                "{\"name\":\"a\",\"items\":[{\"label\":5}]} | items[0].label | TYPE",
                "{\"name\":\"a\",\"items\":[{}]}          | items[0].label | REQUIRED",
                "{\"name\":\"a\",\"name\":\"b\"}        | name     | DUPLICATE",
                "{\"name\":\"a\",\"items\":[{\"label\":\"x\",\"label\":\"x\"}]} | items[0].label | DUPLICATE",
                "[]                                       | body     | TYPE",
                "\"x\"                                    | body     | TYPE",
                "null                                     | body     | REQUIRED",
            })
    void aBrokenRuleIsAnsweredWithItsFieldAndName(String body, String field, String rule) {
        var answer = http.postJson("/signup", body);

        var problem = problem(answer, 400, "INVALID_REQUEST");
        assertThat(problem.path("errors")).hasSize(1);
        assertThat(problem.path("errors").path(0).path("field").stringValue()).isEqualTo(field);
        assertThat(problem.path("errors").path(0).path("rule").stringValue()).isEqualTo(rule);
    }

    @Test
    void everyBrokenRuleIsNamed() {
        var answer = http.postJson("/signup", "{\"email\":\"x\",\"password\":\"" + "p".repeat(65) + "\"}");

        var rules = new TreeSet<String>();
        problem(answer, 400, "INVALID_REQUEST")
                .path("errors")
                .forEach(error -> rules.add(error.path("field").stringValue() + " "
                        + error.path("rule").stringValue()));
        assertThat(rules).isEqualTo(Set.of("email FORMAT", "name REQUIRED", "password MAX_LENGTH"));
    }

    @Test
    void ofVeryManyBrokenRulesTheFirstTwentyAreNamedAndTheOthersCounted() {
        var answer = http.postJson("/signup", "{\"name\":\"a\",\"items\":[" + "{},".repeat(5_999) + "{}]}");

        var problem = problem(answer, 400, "INVALID_REQUEST");
        assertThat(problem.path("errors")).hasSize(20);
        assertThat(problem.path("detail").stringValue()).endsWith("Of 6000 errors the first 20 are given.");
    }

    @Test
    void ofAVeryLongFieldNameTheBeginningIsRepeated() {
        var answer = http.postJson("/signup", "{\"" + "n".repeat(40_000) + "\":1}");

        var error = problem(answer, 400, "INVALID_REQUEST").path("errors").path(0);
        assertThat(error.path("rule").stringValue()).isEqualTo("UNKNOWN_FIELD");
        assertThat(error.path("field").stringValue()).isEqualTo("n".repeat(256));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{",
                "{\"name\":\"a\"",
                "{\"name\":\"a\"} {}",
                "{\"name\":\"a\"}]",
                "{name:\"a\"}",
                "{'name':'a'}",
                "{\"name\":\"a\",}",
                "{\"name\":NaN}",
                "<name/>",
            })
    void whatIsNotOneJsonDocumentIsMalformed(String body) {
        problem(http.postJson("/signup", body), 400, "MALFORMED_JSON");
    }

    @Test
    void jsonNestedTooDeepIsRefused() {
        var deep = "{\"items\":" + "[".repeat(20_000) + "]".repeat(20_000) + "}";

        problem(http.postJson("/signup", deep), 400, "INVALID_REQUEST");
    }

    @Test
    void anEmptyBodyIsAMissingBody() {
        var problem = problem(http.postJson("/signup", ""), 400, "INVALID_REQUEST");

        assertThat(problem.path("errors").path(0).path("rule").stringValue()).isEqualTo("REQUIRED");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/xml",
                "application/json; charset=utf-7",
                "application/json; charset=utf-16",
                "text/plain",
                "no type at all",
                "application/x-www-form-urlencoded",
                "*/*",
                "application/*",
                "application/*+json",
                "multipart/form-data",
                "multipart/form-data; boundary=b",
                "multipart/mixed",
            })
    void anythingButJsonInUtf8IsUnsupported(String type) {
        problem(http.send("POST", "/signup", "{\"name\":\"a\"}", "Content-Type", type), 415, "UNSUPPORTED_MEDIA_TYPE");
        assertThat(http.get("/public", "Content-Type", type).statusCode()).isEqualTo(200);
    }

    @Test
    void aRequestOfTwoTypesIsMalformed() {
        problem(
                http.postJson("/signup", "{\"name\":\"a\"}", "Content-Type", "application/json"),
                400,
                "MALFORMED_REQUEST");
    }

    @Test
    void aBodyWithoutTypeOrWithAnEncodingIsUnsupported() {
        problem(http.send("POST", "/signup", "{\"name\":\"a\"}"), 415, "UNSUPPORTED_MEDIA_TYPE");
        problem(
                http.postJson("/signup", "{\"name\":\"a\"}", "Content-Encoding", "gzip"),
                415,
                "UNSUPPORTED_MEDIA_TYPE");
    }

    @Test
    void aWrongMethodIsAnsweredWithTheRightOnes() {
        var answer = http.send("DELETE", "/signup", null, "Authorization", "Bearer " + TestIssuer.token());

        problem(answer, 405, "METHOD_NOT_ALLOWED");
        assertThat(answer.headers().firstValue("Allow")).hasValue("POST");
    }

    @Test
    void anUnknownAddressIsNotFound() {
        var problem = problem(http.get("/nowhere", "Authorization", "Bearer " + TestIssuer.token()), 404, "NOT_FOUND");

        assertThat(problem.path("instance").stringValue()).isEqualTo("/nowhere");
        assertThat(problem.path("type").stringValue()).isEqualTo("urn:promo:problem:not-found");
    }

    @Test
    void anAnswerThatIsNotAcceptedIsStillAProblemDetail() {
        problem(http.get("/public", "Accept", "text/html"), 406, "NOT_ACCEPTABLE");
        problem(http.get("/throw/bug", "Accept", "image/png"), 500, "INTERNAL");
    }

    @Test
    void wrongParametersAreNamed() {
        assertThat(problem(http.get("/page"), 400, "INVALID_REQUEST").path("errors"))
                .hasToString("[{\"field\":\"size\",\"rule\":\"REQUIRED\",\"message\":\"The parameter is required.\"}]");
        assertThat(problem(http.get("/page?size=abc"), 400, "INVALID_REQUEST")
                        .path("errors")
                        .path(0)
                        .path("rule")
                        .stringValue())
                .isEqualTo("FORMAT");
        assertThat(problem(http.get("/page?size=101"), 400, "INVALID_REQUEST")
                        .path("errors")
                        .path(0)
                        .path("rule")
                        .stringValue())
                .isEqualTo("MAX");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "abc",
                "0",
                "01",
                "+1",
                "-1",
                "0x1",
                "%231",
                "1.0",
                "1e3",
                "%EF%BC%91",
                "%20",
                "9223372036854775808"
            })
    void whatIsNoPlainDecimalNumberHasTheWrongForm(String number) {
        var problem = problem(http.get("/number/" + number), 400, "INVALID_REQUEST");

        assertThat(problem.path("errors").path(0).path("field").stringValue()).isEqualTo("number");
        assertThat(problem.path("errors").path(0).path("rule").stringValue()).isEqualTo("FORMAT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "42", "9223372036854775807"})
    void aPlainDecimalNumberIsRead(String number) {
        assertThat(http.get("/number/" + number).body()).isEqualTo("number " + number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0x10", "%201", "+1", "01", "-0", "%D9%A1", "", "2147483648"})
    void whatIsNoPlainNumberIsNoParameterThatCountsEither(String size) {
        problem(http.get("/page?size=" + size), 400, "INVALID_REQUEST");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "0", "100"})
    void aParameterThatCountsMayBeZeroOrLess(String size) {
        assertThat(http.get("/page?size=" + size).statusCode()).isEqualTo(200);
    }

    @Test
    void aStatedProblemKeepsItsCodeErrorsAndHeaders() {
        var answer = http.get("/throw/taken");

        var problem = problem(answer, 409, "IDENTIFIER_TAKEN");
        assertThat(problem.path("errors").path(0).path("rule").stringValue()).isEqualTo("UNIQUE");
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("7");
    }

    @ParameterizedTest
    @CsvSource({"lock", "connection"})
    void transientDatabaseTroubleAsksToTryAgain(String trouble) {
        var answer = http.get("/throw/" + trouble);

        problem(answer, 503, "UNAVAILABLE");
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
    }

    @Test
    void aBugTellsNothingButTheCorrelationId() {
        var answer = http.get("/throw/bug", "X-Correlation-Id", "find-me-1234");

        var problem = problem(answer, 500, "INTERNAL");
        assertThat(problem.path("correlationId").stringValue()).isEqualTo("find-me-1234");
        assertThat(answer.body()).doesNotContain("SELECT", "Exception", "dev.promo");
    }

    @Test
    void anAnswerThatFailsInTheMiddleIsCutSoThatNobodyTakesItForWhole() {
        assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> http.get("/torn"));
    }

    private static JsonNode problem(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().allValues("Content-Type")).isEqualTo(List.of("application/problem+json"));
        assertThat(answer.headers().allValues("Cache-Control")).isEqualTo(List.of("no-store"));
        assertThat(answer.headers().allValues("X-Content-Type-Options")).isEqualTo(List.of("nosniff"));
        var problem = JSON.readTree(answer.body());
        assertThat(problem.path("code").stringValue()).isEqualTo(code);
        assertThat(problem.path("status").intValue()).isEqualTo(status);
        assertThat(answer.headers().allValues("X-Correlation-Id"))
                .isEqualTo(List.of(problem.path("correlationId").stringValue()));
        assertThat(problem.path("title").stringValue()).isNotEmpty();
        assertThat(problem.path("detail").stringValue()).isNotEmpty();
        return problem;
    }
}
