package dev.promo.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients get wrong: the answer names the field and the rule, and nothing is stored. */
class BadInputIT {

    private static final String SIGNUP = "/api/v1/user/signup";
    private static final String LOGIN = "/api/v1/user/login";
    private static final String JSON = "application/json";

    private final RunningSystem system = RunningSystem.healthy();
    private final URI gateway = system.stack().url();

    static Stream<Arguments> badSignUps() {
        return Stream.of(
                bad("{}", "fullName", "REQUIRED"),
                bad("{}", "password", "REQUIRED"),
                bad(signUp("'fullName':null"), "fullName", "REQUIRED"),
                bad(signUp("'fullName':'   '"), "fullName", "REQUIRED"),
                bad(signUp("'fullName':7"), "fullName", "TYPE"),
                bad(signUp("'fullName':'" + "x".repeat(101) + "'"), "fullName", "MAX_LENGTH"),
                bad(signUp("'password':'short'"), "password", "MIN_LENGTH"),
                bad(signUp("'password':'" + "x".repeat(73) + "'"), "password", "MAX_BYTES"),
                bad(signUp("'password':'" + "é".repeat(37) + "'"), "password", "MAX_BYTES"),
                bad(signUp("'password':['a']"), "password", "TYPE"),
                bad(signUp("'password':{'$ne':''}"), "password", "TYPE"),
                bad(signUp("'password':true"), "password", "TYPE"),
                bad(signUp("'email':'nobody'"), "email", "FORMAT"),
                bad(signUp("'email':''"), "email", null),
                bad(signUp("'phoneNumber':'12'"), "phoneNumber", "FORMAT"),
                bad(signUp("'userName':'a'"), "userName", null),
                bad(signUp("'userName':'bad.input@example.com'"), "userName", "FORMAT"),
                bad(signUp("'userName':'0912345678'"), "userName", "FORMAT"),
                bad(signUp("'birthday':'1990-13-01'"), "birthday", null),
                bad(signUp("'birthday':'yesterday'"), "birthday", null),
                bad(signUp("'birthday':'2999-01-01'"), "birthday", "PAST"),
                bad(signUp("'role':'ADMIN'"), "role", "UNKNOWN_FIELD"),
                bad(signUp("'latestLogin':'2026-01-01T00:00:00Z'"), "latestLogin", "UNKNOWN_FIELD"),
                bad(signUp("'id':1"), "id", "UNKNOWN_FIELD"));
    }

    @ParameterizedTest
    @MethodSource("badSignUps")
    void aSignUpThatBreaksARuleIsRefusedByFieldAndRule(String body, String field, String rule) throws Exception {
        var before = users();

        var answer = Http.post(gateway, SIGNUP, JSON, body);

        assertThat(answer.status()).as("%s", answer).isEqualTo(400);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.json().at("/code").stringValue()).isEqualTo("INVALID_REQUEST");
        var rules = answer.json()
                .at("/errors")
                .valueStream()
                .filter(error -> error.at("/field").stringValue().equals(field))
                .map(error -> error.at("/rule").stringValue())
                .toList();
        assertThat(rules).as("%s", answer).isNotEmpty();
        if (!rule.isEmpty()) {
            assertThat(rules).contains(rule);
        }
        assertThat(users()).isEqualTo(before);
    }

    @Test
    void aSignUpWithoutAnyIdentifierIsToldThatItNeedsOne() throws Exception {
        var answer =
                Http.post(gateway, SIGNUP, JSON, "{\"fullName\":\"No Body\",\"password\":\"correct-horse-battery\"}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().findValuesAsString("rule")).contains("AT_LEAST_ONE");
    }

    @ParameterizedTest
    @CsvSource({"email", "userName", "phoneNumber"})
    void aTakenIdentifierIsNamedInWhateverSpellingItComes(String field) throws Exception {
        var taken = system.newPeople(1).getFirst();
        var before = users();
        var spelling = switch (field) {
            case "email" -> taken.email().toUpperCase(java.util.Locale.ROOT);
            case "userName" -> " " + taken.userName().toUpperCase(java.util.Locale.ROOT) + " ";
            default -> taken.phoneNumber().replace("+84", "0");
        };

        var answer = Http.post(
                gateway,
                SIGNUP,
                JSON,
                quoted("{'fullName':'Some Body','password':'correct-horse-battery','" + field + "':'" + spelling
                        + "'}"));

        assertThat(answer.status()).as("%s", answer).isEqualTo(409);
        assertThat(answer.json().at("/code").stringValue()).isEqualTo("IDENTIFIER_TAKEN");
        assertThat(answer.json().at("/errors/0/field").stringValue()).isEqualTo(field);
        assertThat(answer.json().at("/errors/0/rule").stringValue()).isEqualTo("UNIQUE");
        assertThat(users()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "{\"fullName\":}",
                "{}{}",
                "\"text\"",
                "{\"password\":\"a\",\"password\":\"b\"}"
            })
    void whatIsNotAJsonObjectIsRefused(String body) throws Exception {
        for (var path : List.of(SIGNUP, LOGIN)) {
            var answer = Http.post(gateway, path, JSON, body);

            assertThat(answer.status()).as("%s %s", path, answer).isEqualTo(400);
            assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/xml", "application/x-www-form-urlencoded"})
    void otherMediaTypesAreRefused(String type) throws Exception {
        var answer = Http.post(gateway, SIGNUP, type, "fullName=x");

        assertThat(answer.status()).as("%s", answer).isEqualTo(415);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'password':'correct-horse'}",
                "{'account':'','password':'correct-horse'}",
                "{'account':'somebody','email':'some@example.com','password':'correct-horse'}",
                "{'account':'somebody'}",
                "{'account':'somebody','password':''}",
                "{'account':'somebody','password':123}",
                "{'account':{'$ne':''},'password':'correct-horse'}",
                "{'account':'somebody','password':'correct-horse','extra':1}"
            })
    void aLoginThatSaysNotWhoOrNotHowIsRefused(String body) throws Exception {
        var answer = Http.post(gateway, LOGIN, JSON, quoted(body));

        assertThat(answer.status()).as("%s", answer).isEqualTo(400);
        assertThat(answer.json().at("/errors/0/field").stringValue()).isNotEmpty();
        assertThat(answer.json().at("/errors/0/rule").stringValue()).isNotEmpty();
    }

    @Test
    void anUnknownAccountAndAWrongPasswordAreTheSameAnswer() throws Exception {
        var known = system.newPeople(1).getFirst();

        var wrong = Http.post(gateway, LOGIN, JSON, login(known.userName(), "not-the-password"));
        var unknown = Http.post(gateway, LOGIN, JSON, login("nobody-of-that-name", "not-the-password"));
        var tooLong = Http.post(gateway, LOGIN, JSON, login(known.userName(), known.password() + "x".repeat(73)));

        for (var answer : List.of(wrong, unknown, tooLong)) {
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.json().at("/code").stringValue()).isEqualTo("BAD_CREDENTIALS");
            assertThat(withoutCorrelation(answer)).isEqualTo(withoutCorrelation(wrong));
        }
    }

    @Test
    void aPasswordThatOnlyBeginsRightIsWrong() throws Exception {
        var longest = "correct-horse-battery-staple-".repeat(3).substring(0, 72);
        var body = quoted("{'fullName':'Long Password','userName':'long-password','password':'" + longest + "'}");
        assertThat(Http.post(gateway, SIGNUP, JSON, body).status()).isEqualTo(201);

        assertThat(Http.post(gateway, LOGIN, JSON, login("long-password", longest))
                        .status())
                .isEqualTo(200);
        assertThat(Http.post(gateway, LOGIN, JSON, login("long-password", longest + "junk"))
                        .status())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nowhere", "/actuator", "/actuator/env", "/api/v1/user/signup/x", "/outbox"})
    void whatIsNotThereIsNotToBeSeen(String path) throws Exception {
        var answer = Http.get(gateway, path, "");

        assertThat(answer.status()).as("%s", answer).isIn(401, 404, 405);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    }

    @Test
    void aHugeBodyIsRefusedBeforeItReachesAService() throws Exception {
        var answer = Http.post(gateway, SIGNUP, JSON, signUp("'fullName':'" + "x".repeat(200_000) + "'"));

        assertThat(answer.status()).as("%s", answer).isEqualTo(413);
        assertThat(answer.json().at("/code").stringValue()).isEqualTo("PAYLOAD_TOO_LARGE");
    }

    private int users() {
        return system.auth()
                .sql("SELECT (SELECT COUNT(*) FROM users) + (SELECT COUNT(*) FROM identifiers)")
                .query(Integer.class)
                .single();
    }

    private static Arguments bad(String body, String field, @org.jspecify.annotations.Nullable String rule) {
        return Arguments.of(body, field, rule == null ? "" : rule);
    }

    /** A good sign-up with one field changed or added; single quotes for double ones. */
    private static String signUp(String change) {
        var name = change.substring(1, change.indexOf('\'', 1));
        var fields = Stream.of(
                        "'fullName':'Bad Input'",
                        "'userName':'bad-input'",
                        "'email':'bad.input@example.com'",
                        "'phoneNumber':'+84912345678'",
                        "'password':'correct-horse-battery'",
                        "'birthday':'1990-01-01'")
                .filter(field -> !field.startsWith("'" + name + "'"));
        return quoted(
                "{" + String.join(",", Stream.concat(fields, Stream.of(change)).toList()) + "}");
    }

    private static String login(String account, String password) {
        return quoted("{'account':'" + account + "','password':'" + password + "'}");
    }

    private static String quoted(String json) {
        return json.replace('\'', '"');
    }

    private static String withoutCorrelation(Http.Answer answer) {
        return answer.response()
                .body()
                .replace(answer.json().at("/correlationId").stringValue(), "");
    }
}
