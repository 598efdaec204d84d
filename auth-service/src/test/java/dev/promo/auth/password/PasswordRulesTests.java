package dev.promo.auth.password;

import static org.assertj.core.api.Assertions.assertThat;

import com.nulabinc.zxcvbn.StandardDictionaries;
import dev.promo.defaults.problem.FieldViolation;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordRulesTests {

    private static final List<String> ANN =
            List.of("Nguyễn Văn An", "an.nguyen.1990", "an.nguyen@example.com", "+84917263548");

    private final PasswordRules rules = AnyPasswordRules.ofEightCharacters();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "correct horse",
                "correct-horse-7",
                "kqzmwpxvbtrjfhdlcnys", // twenty lower-case letters: no kind of character is asked for
                "84713962",
                "k83640173645",
                "\u00e4\u00f6\u00fc\u00df\u00e9\u00e8\u00ea\u00eb",
                "\ud83d\ude80\ud83c\udf55\ud83d\udc19\ud83c\udf33\ud83d\ude80\ud83c\udf55\ud83d\udc19\ud83c\udf33",
                " f r o g",
                "a promotion of eleven otters",
                "nguyen likes mangos",
                "local-admin",
            })
    void anyPasswordThatNobodyWouldTryFirstIsGood(String password) {
        assertThat(broken(password)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password",
                "PassWord",
                "p@ssw0rd",
                "P@$$w0rd!",
                "password123!",
                "!!password",
                "qwertyuiop",
                "iloveyou1",
                "12345678",
                "12345678901234567890",
                "abcdefghijklmnop",
                "zyxwvutsrq",
                "aaaaaaaaaaaaaaaaaaaa",
                "abababababab",
                "        ",
                "basketball2026",
                "12341234",
                "abcabcabc",
            })
    void whatEverybodyKnowsIsRefused(String password) {
        assertThat(broken(password)).containsExactly("COMMON");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "promotion2026",
                "Promotion2026!",
                "promotion2026\u2026",
                "pr0m0t10n#1",
                "vouchervoucher",
                "an.nguyen.1990",
                "nguyenvanan",
                "NguyenVanAn1990",
                "Nguyễn Văn An",
                "nguyen.1",
                "an.nguyen@example.com",
                "0917263548",
                "84917263548!",
            })
    void whatIsMadeOfOnesOwnNamesOrOursIsRefused(String password) {
        assertThat(broken(password)).containsExactly("PERSONAL");
    }

    @Test
    void theThreeThousandMostFrequentPasswordsAreRefusedWhateverTheirLength() throws Exception {
        var top = StandardDictionaries.PASSWORDS_LOADER.load().getFrequencies().stream()
                .limit(3000)
                .toList();

        assertThat(top)
                .hasSize(3000)
                .allSatisfy(
                        password -> assertThat(broken(password)).as(password).isNotEmpty());
    }

    @Test
    void theLengthIsCountedInCharactersAndItsLimitIsConfigurable() {
        assertThat(broken("otter 7")).containsExactly("MIN_LENGTH");
        assertThat(new PasswordRules(new PasswordRuleProperties(15)).check("new", new Password("correct horse"), ANN))
                .containsExactly(new FieldViolation("new", "MIN_LENGTH", "Must have at least 15 characters."));
    }

    @Test
    void everyByteMustCount() {
        assertThat(broken("correct horse " + "battery staple ".repeat(4))).containsExactly("MAX_BYTES");
        assertThat(broken("correct\0horse")).containsExactly("FORMAT");
    }

    /** Strangers choose what is examined, so that it must take no time worth speaking of. */
    @Test
    void theLongestPasswordOfDoubtfulSignsIsExaminedLikeAnyOther() {
        assertThat(broken("4@8({[<369&#!1/|0$5+7%2".repeat(3))).isEmpty();
    }

    private List<String> broken(String password) {
        return rules.check("password", new Password(password), ANN).stream()
                .map(FieldViolation::rule)
                .toList();
    }
}
