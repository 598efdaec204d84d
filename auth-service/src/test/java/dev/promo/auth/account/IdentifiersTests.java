package dev.promo.auth.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentifiersTests {

    private final Identifiers identifiers = new Identifiers(new AccountProperties("VN"));

    @ParameterizedTest
    @CsvSource({
        "USER_NAME, Alice, alice",
        "USER_NAME, '  alice ', alice",
        "USER_NAME, a.b-c_9, a.b-c_9",
        "EMAIL, Ann.Lee@Example.COM, ann.lee@example.com",
        "EMAIL, ' ann+x@example.co.uk ', ann+x@example.co.uk",
        "PHONE_NUMBER, 0912345678, +84912345678",
        "PHONE_NUMBER, '0912 345 678', +84912345678",
        "PHONE_NUMBER, +84 912-345-678, +84912345678",
        "PHONE_NUMBER, 84912345678, +84912345678",
        "PHONE_NUMBER, +1 (650) 253-0000, +16502530000",
    })
    void manySpellingsAreOneIdentifier(IdentifierKind kind, String typed, String normalised) {
        assertThat(identifiers.normalise(kind, typed)).contains(normalised);
        assertThat(identifiers.normaliseAny(typed)).contains(normalised);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "al",
                "1alice",
                "_alice",
                "alice smith",
                "ali@ce",
                "+84912345678",
                "0912345678",
                "ａｌｉｃｅ",
                "alıce",
                "ali\u200dce",
                "al\u0000ice",
                "\u212Aate",
                "a23456789012345678901234567890123"
            })
    void whatCouldBeTakenForSomethingElseIsNoUserName(String typed) {
        assertThat(identifiers.normalise(IdentifierKind.USER_NAME, typed)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ann",
                "ann@",
                "@example.com",
                "ann@localhost",
                "ann@[127.0.0.1]",
                "ann lee@example.com",
                "a@b@example.com",
                "ann@example..com",
                "\"ann lee\"@example.com",
                "ann(comment)@example.com",
                "ann@example.com(comment)",
                "<ann@example.com>",
                "Ann<ann@example.com>",
                "@relay.example.com:ann@example.com",
                "<@relay.example.com:ann@example.com>",
                "\"ann\"@example.com",
                "ann.\"lee\"@example.com",
                "ann\\@lee@example.com",
                "ann@[IPv6:::1]",
                "ann@127.0.0.1",
                "ann@2130706433",
                "ann@example.com.",
                "ann@-example.com",
                "ann@example_.com",
                "ann@example.1",
                ".ann@example.com",
                "ann.@example.com",
                "a..nn@example.com",
                "ann@example.com,ben@example.com",
                "mailto:ann@example.com",
                "änn@example.com",
                "ann@exämple.com",
                "ann@example.com\nbcc: x@example.com"
            })
    void whatIsNotAPlainAddressIsNoEmail(String typed) {
        assertThat(identifiers.normalise(IdentifierKind.EMAIL, typed)).isEmpty();
    }

    @Test
    void anAddressOfMoreThan254CharactersIsNoEmail() {
        var domain = "a.".repeat(100) + "example.com";

        assertThat(identifiers.normalise(IdentifierKind.EMAIL, "a".repeat(43) + "@" + domain))
                .isEmpty();
        assertThat(identifiers.normalise(IdentifierKind.EMAIL, "a".repeat(42) + "@" + domain))
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "123",
                "+",
                "+84",
                "0912345678 ext. 5",
                "1-800-FLOWERS",
                "+999123456789",
                "09123456789012",
                "abc",
                "٠٩١٢٣٤٥٦٧٨",
                "+84912345678;phone-context=+1"
            })
    void whatNobodyCanBeCalledByIsNoPhoneNumber(String typed) {
        assertThat(identifiers.normalise(IdentifierKind.PHONE_NUMBER, typed)).isEmpty();
    }

    @Test
    void theDefaultRegionIsThatOfTheConfiguration() {
        var swiss = new Identifiers(new AccountProperties("CH"));

        assertThat(swiss.normalise(IdentifierKind.PHONE_NUMBER, "044 668 18 00"))
                .contains("+41446681800");
        assertThatThrownBy(() -> new Identifiers(new AccountProperties("ZZ"))).hasMessageContaining("ZZ");
    }
}
