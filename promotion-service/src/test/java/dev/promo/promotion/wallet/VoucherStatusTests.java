package dev.promo.promotion.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class VoucherStatusTests {

    private static final Instant END = Instant.parse("2026-06-01T00:00:00Z");

    @Test
    void aVoucherIsActiveUntilTheMicrosecondBeforeItsEnd() {
        assertThat(VoucherStatus.at(END.minusNanos(1_000), END, null, null)).isEqualTo(VoucherStatus.ACTIVE);
    }

    @Test
    void aVoucherIsExpiredFromTheVeryMomentOfItsEnd() {
        assertThat(VoucherStatus.at(END, END, null, null)).isEqualTo(VoucherStatus.EXPIRED);
    }

    @Test
    void aUsedVoucherStaysUsedPastItsEnd() {
        assertThat(VoucherStatus.at(END.plusSeconds(1), END, END.minusSeconds(1), null))
                .isEqualTo(VoucherStatus.USED);
    }

    @Test
    void aRevokedVoucherIsRevokedBeforeAndAfterItsEnd() {
        assertThat(VoucherStatus.at(END.minusSeconds(1), END, null, END.minusSeconds(2)))
                .isEqualTo(VoucherStatus.REVOKED);
        assertThat(VoucherStatus.at(END, END, null, END.minusSeconds(2))).isEqualTo(VoucherStatus.REVOKED);
    }

    @Test
    void statusesAreNamedInLowerCaseOnly() {
        assertThat(VoucherStatus.named("expired")).contains(VoucherStatus.EXPIRED);
        assertThat(VoucherStatus.named("EXPIRED")).isEmpty();
    }
}
