package dev.promo.promotion.voucher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class VoucherCodeTests {

    @Test
    void tenThousandCodesAreDifferentAndTypable() {
        var codes = Stream.generate(() -> VoucherCode.random().value())
                .limit(10_000)
                .collect(Collectors.toSet());

        assertThat(codes).hasSize(10_000).allMatch(code -> code.matches("[2-9A-HJKMNP-Z]{18}"));
    }

    @Test
    void aCodeIsReadInAnyCaseWithSpacesAndHyphens() {
        var code = VoucherCode.random();
        var typed = code.value().substring(0, 6) + "-" + code.value().substring(6, 12) + " "
                + code.value().substring(12);

        assertThat(VoucherCode.parse(typed.toLowerCase(Locale.ROOT))).contains(code);
    }

    @Test
    void everySingleWrongCharacterIsFound() {
        var code = VoucherCode.random().value();

        for (var i = 0; i < code.length(); i++) {
            for (var other : "23456789ABCDEFGHJKMNPQRSTUVWXYZ".toCharArray()) {
                var wrong = code.substring(0, i) + other + code.substring(i + 1);
                assertThat(VoucherCode.parse(wrong).isPresent()).isEqualTo(wrong.equals(code));
            }
        }
    }

    @Test
    void everySwapOfNeighboursIsFound() {
        var code = VoucherCode.random().value();

        for (var i = 0; i + 1 < code.length(); i++) {
            var swapped = code.substring(0, i) + code.charAt(i + 1) + code.charAt(i) + code.substring(i + 2);
            assertThat(VoucherCode.parse(swapped).isPresent()).isEqualTo(swapped.equals(code));
        }
    }

    @Test
    void whatCannotBeACodeIsNone() {
        assertThat(Stream.of("", "ABC", "0".repeat(18), "ABCDEFGHJKMNPQRSTUVWXYZ23", "'; DROP TABLE vouchers")
                        .map(VoucherCode::parse))
                .allMatch(java.util.Optional::isEmpty);
    }
}
