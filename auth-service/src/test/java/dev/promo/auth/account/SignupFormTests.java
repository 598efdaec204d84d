package dev.promo.auth.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.promo.auth.password.AnyPasswordRules;
import dev.promo.defaults.problem.ApiProblem;
import dev.promo.defaults.problem.FieldViolation;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class SignupFormTests {

    private static final String GOOD =
            "{'fullName':'Ann Lee','userName':'ann','password':'correct horse','birthday':'1990-05-17'}";

    private final SignupForm form = new SignupForm(
            new Identifiers(new AccountProperties("VN")),
            AnyPasswordRules.ofEightCharacters(),
            Clock.fixed(Instant.parse("2026-03-01T00:30:00Z"), ZoneOffset.ofHours(-11)));

    @Test
    void aGoodFormBecomesAnAccountInNormalForm() {
        var account = form.read(json("""
                {'fullName':'  Ann Lee ','userName':' ANN ','email':'Ann@Example.com','phoneNumber':'0912 345 678',
                 'password':' correct horse ','birthday':'2000-02-29'}"""));

        assertThat(account.fullName()).isEqualTo("Ann Lee");
        assertThat(account.identifiers())
                .isEqualTo(Map.of(
                        IdentifierKind.USER_NAME, "ann",
                        IdentifierKind.EMAIL, "ann@example.com",
                        IdentifierKind.PHONE_NUMBER, "+84912345678"));
        assertThat(account.password().value()).isEqualTo(" correct horse ");
        assertThat(account.birthday()).isEqualTo(LocalDate.of(2000, 2, 29));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "fullName     | null                     | REQUIRED",
                "fullName     | ''                       | REQUIRED",
                "fullName     | '   '                    | REQUIRED",
                "fullName     | '\\u200d\\u2060'         | REQUIRED",
                "fullName     | 'Ann\\nLee'              | FORMAT",
                "fullName     | 'Ann\\u0000'             | FORMAT",
                "fullName     | 'Ann\\u2028Lee'          | FORMAT",
                "fullName     | 'Ann \\ud800'            | FORMAT",
                "fullName     | '\\u3164'               | FORMAT",
                "fullName     | '\\u115f\\u1160\\uffa0'   | FORMAT",
                "fullName     | '\\u2800'               | FORMAT",
                "fullName     | '\\u034f'               | FORMAT",
                "fullName     | '\\ufe0f'               | FORMAT",
                "fullName     | '\\u0301'               | FORMAT",
                "fullName     | '\\ue000'               | FORMAT",
                "fullName     | '...'                    | FORMAT",
                "fullName     | 'Ann \\u202eeeL'        | FORMAT",
                "fullName     | 'Ann\\u2066 Lee'        | FORMAT",
                "fullName     | 'Ann\\u200f Lee'        | FORMAT",
                "fullName     | 7                        | TYPE",
                "fullName     | ['Ann']                  | TYPE",
                "userName     | ''                       | REQUIRED",
                "userName     | '  '                     | REQUIRED",
                "userName     | 'al'                     | FORMAT",
                "userName     | 'ann@example.com'        | FORMAT",
                "userName     | '0912345678'             | FORMAT",
                "userName     | 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' | MAX_LENGTH",
                "userName     | {'$ne':''}               | TYPE",
                "email        | ''                       | REQUIRED",
                "email        | 'nobody'                 | FORMAT",
                "email        | true                     | TYPE",
                "phoneNumber  | ''                       | REQUIRED",
                "phoneNumber  | '12'                     | FORMAT",
                "phoneNumber  | 912345678                | TYPE",
                "phoneNumber  | '0000000000000000000000000000000000' | MAX_LENGTH",
                "password     | null                     | REQUIRED",
                "password     | ''                       | MIN_LENGTH",
                "password     | 'seven77'                | MIN_LENGTH",
                "password     | '12345678\\u0000'        | FORMAT",
                "password     | '12345678\\ud800'        | FORMAT",
                "password     | 12345678                 | TYPE",
                "password     | ['12345678']             | TYPE",
                "password     | {'$ne':''}               | TYPE",
                "password     | true                     | TYPE",
                "birthday     | ''                       | REQUIRED",
                "birthday     | '17.05.1990'             | FORMAT",
                "birthday     | '1990-02-30'             | FORMAT",
                "birthday     | '1990-5-7'               | FORMAT",
                "birthday     | '+12345-01-01'           | FORMAT",
                "birthday     | '1990-05-17T00:00:00Z'   | FORMAT",
                "birthday     | '2026-03-01'             | PAST",
                "birthday     | '2999-01-01'             | PAST",
                "birthday     | '1899-12-31'             | MIN",
                "birthday     | [1990,5,17]              | TYPE",
                "birthday     | 1990                     | TYPE",
                "role         | 'ADMIN'                  | UNKNOWN_FIELD",
                "id           | 1                        | UNKNOWN_FIELD",
                "latestLogin  | null                     | UNKNOWN_FIELD",
            })
    void aBrokenRuleIsNamedWithItsField(String field, String value, String rule) {
        var body = json(GOOD);
        body.set(field, json("{'value':" + value + "}").get("value"));

        assertThat(violations(body))
                .extracting(FieldViolation::field, FieldViolation::rule)
                .contains(org.assertj.core.groups.Tuple.tuple(field, rule));
    }

    @Test
    void everyBrokenRuleIsReportedAtOnce() {
        var violations = violations(json("{'email':'x','password':'short','birthday':'never','role':'ADMIN'}"));

        assertThat(violations)
                .extracting(violation -> violation.field() + " " + violation.rule())
                .containsExactlyInAnyOrder(
                        "fullName REQUIRED",
                        "email FORMAT",
                        "password MIN_LENGTH",
                        "birthday FORMAT",
                        "role UNKNOWN_FIELD");
    }

    @Test
    void withoutAnyIdentifierEachOfTheThreeIsNamed() {
        assertThat(violations(json("{'fullName':'Ann','password':'correct horse','userName':null}")))
                .extracting(violation -> violation.field() + " " + violation.rule())
                .containsExactly("userName AT_LEAST_ONE", "email AT_LEAST_ONE", "phoneNumber AT_LEAST_ONE");
    }

    @Test
    void aPasswordMayHave72BytesAndNotOneMore() {
        assertThat(form.read(withPassword("otters ".repeat(10) + "ok"))
                        .password()
                        .bytes())
                .isEqualTo(72);
        assertThat(form.read(withPassword("ötters".repeat(10) + "ok"))
                        .password()
                        .bytes())
                .isEqualTo(72);

        assertThat(violations(withPassword("p".repeat(73))))
                .extracting(FieldViolation::rule)
                .containsExactly("MAX_BYTES");
        assertThat(violations(withPassword("ö".repeat(37))))
                .extracting(FieldViolation::rule)
                .containsExactly("MAX_BYTES");
    }

    @Test
    void aPasswordIsCountedInCharactersAsPeopleSeeThem() {
        assertThat(violations(withPassword("😀".repeat(7))))
                .extracting(FieldViolation::rule)
                .containsExactly("MIN_LENGTH");
        assertThat(form.read(withPassword("🚀🍕🐙🌳".repeat(2))).password().length())
                .isEqualTo(8);
    }

    @Test
    void anyKindOfCharactersMakesAPasswordAlsoBlanks() {
        assertThat(form.read(withPassword(" f r o g")).password().value()).isEqualTo(" f r o g");
        assertThat(form.read(withPassword("kqzmwpxvbtrjfhdlcnys")).password().length())
                .isEqualTo(20);
    }

    @Test
    void aPasswordThatEverybodyKnowsOrThatIsMadeOfOnesOwnNamesIsRefused() {
        assertThat(violations(withPassword("password123")))
                .extracting(FieldViolation::rule)
                .containsExactly("COMMON");
        assertThat(violations(withPassword("ann.lee.1990")))
                .extracting(FieldViolation::rule)
                .containsExactly("PERSONAL");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"19900517", "17-05-1990", "05/17/1990", "1990.05.17", "170590!!", "17.5.1990", "ann17051990"})
    void onesOwnBirthdayIsNoPassword(String password) {
        assertThat(violations(withPassword(password).put("birthday", "1990-05-17")))
                .extracting(FieldViolation::rule)
                .containsExactly("PERSONAL");
    }

    @Test
    void aYearAmongOtherThingsIsNoBirthday() {
        assertThat(form.read(withPassword("1990 x 73 y 4402").put("birthday", "1990-05-17"))
                        .password()
                        .value())
                .isEqualTo("1990 x 73 y 4402");
    }

    @Test
    void aFullNameMayHave100CharactersAndNotOneMore() {
        assertThat(form.read(withName("𠮷".repeat(100))).fullName()).hasSize(200);

        assertThat(violations(withName("x".repeat(101))))
                .extracting(FieldViolation::rule)
                .containsExactly("MAX_LENGTH");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Nguyễn Văn An", "李", "김철수", "O'Brien-Smith Jr. 3rd", "محمد", "ป", "A", "Ann 😀", "नी\u200dता"})
    void aNameInAnyScriptIsAName(String name) {
        assertThat(form.read(withName(name)).fullName()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "An\u0007n, Must not contain control characters.",
        "Ann\ud800, Must not contain half a character.",
        "Ann\u202e, Must not contain characters that turn the direction of writing.",
        "Ann\u0378, Must not contain characters that Unicode does not know.",
        "\u3164, Must contain a letter that can be seen."
    })
    void whatIsWrongWithANameIsSaid(String name, String message) {
        assertThat(violations(withName(name)))
                .extracting(FieldViolation::field, FieldViolation::message)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("fullName", message));
    }

    @Test
    void noMessageRepeatsWhatWasTyped() {
        var violations = violations(
                json("{'fullName':'Can\\u0007ary','email':'canary','password':'canary','birthday':'canary'}"));

        assertThat(violations)
                .isNotEmpty()
                .noneMatch(violation -> violation.message().contains("anary"));
    }

    private static ObjectNode withPassword(String password) {
        return json(GOOD).put("password", password);
    }

    private static ObjectNode withName(String name) {
        return json(GOOD).put("fullName", name);
    }

    private static ObjectNode json(String withApostrophes) {
        return JsonMapper.shared().readValue(withApostrophes.replace('\'', '"'), ObjectNode.class);
    }

    private List<FieldViolation> violations(ObjectNode body) {
        return catchThrowableOfType(ApiProblem.class, () -> form.read(body)).errors();
    }
}
