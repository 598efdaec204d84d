package dev.promo.promotion.deadletter;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.promo.defaults.problem.Violations;
import dev.promo.promotion.deadletter.JsonPatch.Outcome;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** The examples of RFC 6902, appendix A, and what it leaves to us. */
class JsonPatchTests {

    private static final JsonMapper JSON = JsonMapper.shared();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"foo":"bar"}                 | {"op":"add","path":"/baz","value":"qux"}           | {"foo":"bar","baz":"qux"}
                    {"foo":["bar","baz"]}         | {"op":"add","path":"/foo/1","value":"qux"}         | {"foo":["bar","qux","baz"]}
                    {"baz":"qux","foo":"bar"}     | {"op":"remove","path":"/baz"}                      | {"foo":"bar"}
                    {"foo":["bar","qux","baz"]}   | {"op":"remove","path":"/foo/1"}                    | {"foo":["bar","baz"]}
                    {"baz":"qux","foo":"bar"}     | {"op":"replace","path":"/baz","value":"boo"}       | {"baz":"boo","foo":"bar"}
                    {"foo":{"a":1,"b":2},"q":{}}  | {"op":"move","from":"/foo/a","path":"/q/c"}        | {"foo":{"b":2},"q":{"c":1}}
                    {"foo":["all","grass","cows"]}| {"op":"move","from":"/foo/0","path":"/foo/2"}      | {"foo":["grass","cows","all"]}
                    {"foo":"bar"}                 | {"op":"add","path":"/child","value":{"g":{}}}      | {"foo":"bar","child":{"g":{}}}
                    {"/":9,"~1":10}               | {"op":"test","path":"/~01","value":10}             | {"/":9,"~1":10}
                    {"a/b":9}                     | {"op":"remove","path":"/a~1b"}                     | {}
                    {"foo":["bar"]}               | {"op":"add","path":"/foo/-","value":["abc"]}       | {"foo":["bar",["abc"]]}
                    {"foo":1}                     | {"op":"test","path":"/foo","value":1.0}            | {"foo":1}
                    {"foo":1}                     | {"op":"add","path":"/foo","value":null}            | {"foo":null}
                    {"foo":1}                     | {"op":"replace","path":"","value":[1]}             | [1]
                    {"":1}                        | {"op":"copy","from":"/","path":"/b"}               | {"":1,"b":1}
                    {"a":{"b":1}}                 | {"op":"copy","from":"/a","path":"/a/c"}            | {"a":{"b":1,"c":{"b":1}}}
                    """)
    void anOperationDoesWhatTheStandardSays(String document, String operation, String result) {
        assertThat(apply(document, operation)).isEqualTo(new Outcome.Patched(JSON.readTree(result)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"foo":"bar"}    | {"op":"add","path":"/baz/bat","value":"qux"}    | NO_SUCH_PLACE
                    {"foo":["bar"]}  | {"op":"add","path":"/foo/2","value":1}          | NO_SUCH_PLACE
                    {"foo":["bar"]}  | {"op":"add","path":"/foo/01","value":1}         | NO_SUCH_PLACE
                    {"foo":["bar"]}  | {"op":"remove","path":"/foo/-"}                 | NO_SUCH_PLACE
                    {"foo":"bar"}    | {"op":"remove","path":"/baz"}                   | NO_SUCH_PLACE
                    {"foo":"bar"}    | {"op":"remove","path":""}                       | NO_SUCH_PLACE
                    {"foo":"bar"}    | {"op":"replace","path":"/baz","value":1}        | NO_SUCH_PLACE
                    {"foo":{"a":1}}  | {"op":"move","from":"/foo","path":"/foo/b"}     | NO_SUCH_PLACE
                    {"baz":"qux"}    | {"op":"test","path":"/baz","value":"bar"}       | TEST_FAILED
                    {"baz":10}       | {"op":"test","path":"/baz","value":"10"}        | TEST_FAILED
                    {"baz":null}     | {"op":"test","path":"/foo","value":null}        | TEST_FAILED
                    """)
    void anOperationThatDoesNotFitIsNamedWithItsRule(String document, String operation, String rule) {
        assertThat(apply(document, operation)).isEqualTo(new Outcome.Unfit(0, rule));
    }

    @Test
    void whatDoesNotFitLeavesTheDocumentAsItWas() {
        var document = JSON.readTree("{\"a\":[1]}");

        var outcome = read("{\"op\":\"remove\",\"path\":\"/a/0\"},{\"op\":\"remove\",\"path\":\"/b\"}")
                .apply(document);

        assertThat(outcome).isEqualTo(new Outcome.Unfit(1, "NO_SUCH_PLACE"));
        assertThat(document).isEqualTo(JSON.readTree("{\"a\":[1]}"));
    }

    @Test
    void copiesOfCopiesEndBeforeTheyFillTheMemory() {
        var copies = String.join(",", Collections.nCopies(100, "{\"op\":\"copy\",\"from\":\"\",\"path\":\"/-\"}"));

        assertThat(read(copies).apply(JSON.readTree("[\"0123456789\"]")))
                .isInstanceOfSatisfying(
                        Outcome.Unfit.class, unfit -> assertThat(unfit.rule()).isEqualTo("TOO_LONG"));
    }

    @Test
    void onlyAPatchThatBeginsWithAnotherDocumentReplacesEverything() {
        assertThat(read("{\"op\":\"replace\",\"path\":\"\",\"value\":{}}").replacesEverything())
                .isTrue();
        assertThat(read("{\"op\":\"test\",\"path\":\"\",\"value\":{}}").replacesEverything())
                .isFalse();
        assertThat(read("{\"op\":\"add\",\"path\":\"/a\",\"value\":{}}").replacesEverything())
                .isFalse();
    }

    private static Outcome apply(String document, String operation) {
        return read(operation).apply(JSON.readTree(document));
    }

    private static JsonPatch read(String operations) {
        var violations = new Violations();
        var patch = JSON.readValue("{\"patch\":[" + operations + "]}", CorrectionForm.class)
                .read(violations)
                .patch();
        assertThatCode(violations::throwIfAny).doesNotThrowAnyException();
        return requireNonNull(patch);
    }
}
