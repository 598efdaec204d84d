package dev.promo.auth.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.promo.auth.password.AnyPasswordRules;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FirstAdminPropertiesTests {

    private final SignupForm form = new SignupForm(
            new Identifiers(new AccountProperties("VN")), AnyPasswordRules.ofEightCharacters(), Clock.systemUTC());

    @Test
    void withoutSettingsNobodyIsAskedFor() {
        assertThat(new FirstAdminProperties("", "", "Administrator").account(form))
                .isEmpty();
    }

    @Test
    void theAccountIsOneAsPeopleSignUpForThemselves() {
        var account = new FirstAdminProperties("Root", "correct horse", "Ann Lee")
                .account(form)
                .orElseThrow();

        assertThat(account.identifiers()).isEqualTo(Map.of(IdentifierKind.USER_NAME, "root"));
        assertThat(account.password().value()).isEqualTo("correct horse");
        assertThat(account.fullName()).isEqualTo("Ann Lee");
    }

    @ParameterizedTest
    @CsvSource({"root, ''", "'', correct horse"})
    void halfOfTheSettingsStopTheStart(String userName, String password) {
        assertThatThrownBy(() -> new FirstAdminProperties(userName, password, "Administrator"))
                .hasMessageContaining("promo.auth.first-admin.user-name")
                .hasMessageContaining("both");
    }

    @ParameterizedTest
    @CsvSource({
        "root, secret, Administrator, password MIN_LENGTH",
        "r, correct horse, Administrator, userName FORMAT",
        "root@example.com, correct horse, Administrator, userName FORMAT",
        "root, correct horse, ' ', fullName REQUIRED",
    })
    void aBrokenRuleStopsTheStartAndIsNamedWithoutThePassword(
            String userName, String password, String fullName, String broken) {
        var settings = new FirstAdminProperties(userName, password, fullName);

        assertThatThrownBy(() -> settings.account(form))
                .hasMessageContaining("promo.auth.first-admin")
                .hasMessageContaining(broken)
                .hasMessageNotContaining(password);
        assertThat(settings.toString()).doesNotContain(password);
    }
}
