package dev.promo.promotion.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdempotencyKeyTests {

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', textBlock = """
            8e03978e-40d5-43dd-bc93-6894a57f9324,   8e03978e-40d5-43dd-bc93-6894a57f9324
            "8e03978e-40d5-43dd-bc93-6894a57f9324", 8e03978e-40d5-43dd-bc93-6894a57f9324
            "a\\"b\\\\c",                           a"b\\c
            a"b,                                    a"b
            !,                                      !
            """)
    void aKeyIsReadWithAndWithoutQuotes(String header, String key) {
        assertThat(IdempotencyKey.parse(List.of(header))).contains(new IdempotencyKey(key));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\"\"", "\"a", "\"a\"b", "\"a\";p=1", "\"a\\b\"", "a b", "\"a b\"", "é", "a\tb"})
    void whatIsOddIsNoKey(String header) {
        assertThat(IdempotencyKey.parse(List.of(header))).isEmpty();
    }

    @Test
    void aKeyHasAtMost255Characters() {
        assertThat(IdempotencyKey.parse(List.of("k".repeat(255)))).isPresent();
        assertThat(IdempotencyKey.parse(List.of("k".repeat(256)))).isEmpty();
        assertThat(IdempotencyKey.parse(List.of("\"" + "k".repeat(256) + "\""))).isEmpty();
    }

    @Test
    void twoKeysAreNone() {
        assertThat(IdempotencyKey.parse(List.of("a", "a"))).isEmpty();
    }
}
