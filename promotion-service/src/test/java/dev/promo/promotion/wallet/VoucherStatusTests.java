package dev.promo.promotion.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class VoucherStatusTests {

    private static final Instant END = Instant.parse("2026-06-01T00:00:00Z");

    @Test
    void aVoucherIsActiveUntilTheMicrosecondBeforeItsEnd() {
        assertThat(VoucherStatus.at(END.minusNanos(1_000), END, null)).isEqualTo(VoucherStatus.ACTIVE);
    }

    @Test
    void aVoucherIsExpiredFromTheVeryMomentOfItsEnd() {
        assertThat(VoucherStatus.at(END, END, null)).isEqualTo(VoucherStatus.EXPIRED);
    }

    @Test
    void aUsedVoucherStaysUsedPastItsEnd() {
        assertThat(VoucherStatus.at(END.plusSeconds(1), END, END.minusSeconds(1)))
                .isEqualTo(VoucherStatus.USED);
    }

    @Test
    void statusesAreNamedInLowerCaseOnly() {
        assertThat(VoucherStatus.named("expired")).contains(VoucherStatus.EXPIRED);
        assertThat(VoucherStatus.named("EXPIRED")).isEmpty();
    }
}
