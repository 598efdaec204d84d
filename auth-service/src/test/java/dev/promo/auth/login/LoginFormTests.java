package dev.promo.auth.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.promo.auth.account.AnyIdentifiers;
import dev.promo.defaults.problem.ApiProblem;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class LoginFormTests {

    private final LoginForm form = new LoginForm(AnyIdentifiers.ofVietnam());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'account':'ANN','password':'x'}               | ann",
                "{'account':'Ann@Example.com','password':'x'}   | ann@example.com",
                "{'account':'0912 345 678','password':'x'}      | +84912345678",
                "{'userName':'Ann','password':'x'}              | ann",
                "{'email':'Ann@example.com','password':'x'}     | ann@example.com",
                "{'phoneNumber':'0912345678','password':'x'}    | +84912345678",
                "{'userName':'ann','email':null,'password':'x'} | ann",
            })
    void oneIdentifierNamesTheAccount(String body, String identifier) {
        assertThat(form.read(json(body)).identifier()).contains(identifier);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'account':'!','password':'x'}",
                "{'userName':'ann@example.com','password':'x'}",
                "{'email':'ann','password':'x'}",
                "{'phoneNumber':'12','password':'x'}",
            })
    void whatNobodyCanBeCalledIsAnUnknownAccountAndNoMistakeOfForm(String body) {
        assertThat(form.read(json(body)).identifier()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'account':'ann'}                                   | password REQUIRED",
                "{'account':'ann','password':null}                   | password REQUIRED",
                "{'account':'ann','password':''}                     | password REQUIRED",
                "{'account':'ann','password':123}                    | password TYPE",
                "{'account':'ann','password':true}                   | password TYPE",
                "{'account':'ann','password':['x']}                  | password TYPE",
                "{'account':'ann','password':{'$ne':''}}             | password TYPE",
                "{'account':'','password':'x'}                       | account REQUIRED",
                "{'account':{'$gt':''},'password':'x'}               | account TYPE",
                "{'phoneNumber':912345678,'password':'x'}            | phoneNumber TYPE",
                "{'account':'ann','password':'x','role':'ADMIN'}     | role UNKNOWN_FIELD",
                "{'account':'ann','email':'a@b.co','password':'x'}   | account EXACTLY_ONE, email EXACTLY_ONE",
            })
    void aBrokenRuleIsNamedWithItsField(String body, String violations) {
        assertThat(violations(body)).isEqualTo(List.of(violations.split(", ")));
    }

    @Test
    void theEmptyFormMatchesNobodyAndNamesEveryField() {
        assertThat(violations("{}"))
                .containsExactly(
                        "account EXACTLY_ONE",
                        "userName EXACTLY_ONE",
                        "email EXACTLY_ONE",
                        "phoneNumber EXACTLY_ONE",
                        "password REQUIRED");
    }

    private List<String> violations(String body) {
        var problem = catchThrowableOfType(ApiProblem.class, () -> form.read(json(body)));
        return problem.errors().stream()
                .map(violation -> violation.field() + " " + violation.rule())
                .toList();
    }

    private static ObjectNode json(String withApostrophes) {
        return JsonMapper.shared().readValue(withApostrophes.replace('\'', '"'), ObjectNode.class);
    }
}
