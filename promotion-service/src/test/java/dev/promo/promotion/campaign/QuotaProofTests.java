package dev.promo.promotion.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuotaProofTests {

    @Test
    void aFullCampaignThatRefusedTheRestHolds() {
        assertThat(proof(100, 100, 1, 100, 100, 200).holds()).isTrue();
    }

    @Test
    void aCampaignThatGaveNothingYetHolds() {
        assertThat(proof(0, 0, 0, 0, 0, 0).holds()).isTrue();
    }

    @Test
    void aGapIsCountedAndBreaksTheProof() {
        var gap = proof(99, 99, 1, 100, 99, 0);

        assertThat(gap.gaps()).isEqualTo(1);
        assertThat(gap.holds()).isFalse();
    }

    @Test
    void aMissingFirstSlotBreaksTheProof() {
        assertThat(proof(99, 99, 2, 100, 99, 0).holds()).isFalse();
    }

    @Test
    void aCounterThatDisagreesWithTheRowsBreaksTheProof() {
        assertThat(proof(98, 99, 1, 99, 99, 0).holds()).isFalse();
    }

    @Test
    void moreVouchersThanTheQuotaBreakTheProof() {
        assertThat(proof(101, 101, 1, 101, 101, 0).holds()).isFalse();
    }

    @Test
    void somebodyWithTwoVouchersBreaksTheProof() {
        assertThat(proof(50, 50, 1, 50, 49, 0).holds()).isFalse();
    }

    @Test
    void refusingSomebodyWhileVouchersAreLeftBreaksTheProof() {
        assertThat(proof(99, 99, 1, 99, 99, 1).holds()).isFalse();
    }

    private static QuotaProof proof(int issued, int rows, int lowest, int highest, int users, long soldOut) {
        return QuotaProof.of(1, "ANY", 100, issued, rows, lowest, highest, users, rows + soldOut, soldOut);
    }
}
