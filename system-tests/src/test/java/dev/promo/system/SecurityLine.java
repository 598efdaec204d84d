package dev.promo.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.Executable;

/** What the tests of the list of attacks share. Each test's name begins with the number that docs/security.md explains. */
final class SecurityLine {

    /** What a stranger learns nothing from: no stack, no class, no statement. */
    private static final String INSIDES =
            "(?i)exception|\\tat |java\\.|org\\.(spring|apache|hibernate)|com\\.(mysql|nimbus)|dev\\.promo|select |insert ";

    private SecurityLine() {}

    static DynamicTest line(int number, String attack, Executable test) {
        return DynamicTest.dynamicTest(number + " " + attack, test);
    }

    /** A refusal as all of ours are: one of these statuses, a problem detail, kept by nobody, and silent on what is inside. */
    static void assertRefused(Http.Answer answer, Integer... statuses) {
        assertThat(answer.status()).as("%s", answer).isIn((Object[]) statuses);
        assertThat(answer.header("Content-Type")).as("%s", answer).startsWith("application/problem+json");
        assertThat(answer.header("Cache-Control")).as("%s", answer).contains("no-store");
        assertThat(answer.response().body()).doesNotContainPattern(INSIDES);
    }

    /** Whether one of its errors names this field and rule. */
    static void assertRejects(Http.Answer answer, String field, String rule) {
        assertRefused(answer, 400);
        assertThat(answer.json().at("/errors").valueStream())
                .as("%s", answer)
                .anyMatch(error -> error.at("/field").stringValue().equals(field)
                        && error.at("/rule").stringValue().equals(rule));
    }

    static String code(Http.Answer answer) {
        return answer.json().at("/code").asString("");
    }
}
