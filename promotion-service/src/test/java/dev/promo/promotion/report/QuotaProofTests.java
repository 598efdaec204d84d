package dev.promo.promotion.report;

import static dev.promo.promotion.report.Evidence.Rule.FREED_SLOTS_COUNTED;
import static dev.promo.promotion.report.Evidence.Rule.GENERATIONS_WITHOUT_A_GAP;
import static dev.promo.promotion.report.Evidence.Rule.NOBODY_WAITS_WHILE_VOUCHERS_ARE_LEFT;
import static dev.promo.promotion.report.Evidence.Rule.ONE_HOLDER_A_SLOT;
import static dev.promo.promotion.report.Evidence.Rule.ONE_VOUCHER_A_PERSON;
import static dev.promo.promotion.report.Evidence.Rule.QUOTA_KEPT;
import static dev.promo.promotion.report.Evidence.Rule.SLOTS_WITHOUT_A_GAP;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuotaProofTests {

    @Test
    void aFullCampaignThatRefusedTheRestHolds() {
        var proof = proof(given(100).waiting(200));

        assertThat(proof.holds()).isTrue();
        assertThat(proof.soldOut()).isEqualTo(200);
        assertThat(proof.waiting()).isEqualTo(200);
    }

    @Test
    void aCampaignThatGaveNothingYetHolds() {
        assertThat(proof(given(0)).holds()).isTrue();
    }

    @Test
    void aSlotWithItsSecondHolderHolds() {
        var proof = proof(given(100).vouchers(101, 101, 100, 100).generations(101));

        assertThat(proof.holds()).isTrue();
        assertThat(proof.reissued()).isEqualTo(1);
        assertThat(proof.rows()).isEqualTo(100);
    }

    @Test
    void aSlotThatIsFreeHoldsAsLongAsNobodyWaits() {
        assertThat(proof(given(100).freed(1).vouchers(100, 100, 99, 99).free(1, 1))
                        .holds())
                .isTrue();
        assertThat(proof(given(100)
                                .freed(1)
                                .vouchers(100, 100, 99, 99)
                                .free(1, 1)
                                .waiting(1))
                        .broken())
                .containsExactly(NOBODY_WAITS_WHILE_VOUCHERS_ARE_LEFT);
    }

    @Test
    void whoWaitsBreaksNothingWhileTheyAreServedOrTheCampaignIsPausedOrItsVouchersHaveEnded() {
        assertThat(proof(given(50).waiting(1)).broken()).containsExactly(NOBODY_WAITS_WHILE_VOUCHERS_ARE_LEFT);
        assertThat(proof(given(50).waiting(1).backlog()).holds()).isTrue();
        assertThat(proof(given(50).waiting(1).paused()).holds()).isTrue();
        assertThat(proof(given(50).waiting(1).ended()).holds()).isTrue();
    }

    @Test
    void aGapIsCountedAndBreaksTheProof() {
        var gap = proof(given(99).slots(99, 1, 100));

        assertThat(gap.gaps()).isEqualTo(1);
        assertThat(gap.broken()).containsExactly(SLOTS_WITHOUT_A_GAP);
    }

    @Test
    void aMissingFirstSlotBreaksTheProof() {
        assertThat(proof(given(99).slots(99, 2, 99)).broken()).containsExactly(SLOTS_WITHOUT_A_GAP);
    }

    @Test
    void aCounterThatDisagreesWithTheRowsBreaksTheProof() {
        assertThat(proof(given(99).issued(98)).broken()).containsExactly(SLOTS_WITHOUT_A_GAP, FREED_SLOTS_COUNTED);
    }

    @Test
    void moreVouchersThanTheQuotaBreakTheProof() {
        assertThat(proof(given(101)).broken()).containsExactly(QUOTA_KEPT);
    }

    @Test
    void somebodyWithTwoVouchersBreaksTheProof() {
        assertThat(proof(given(50).vouchers(50, 49, 50, 50)).broken()).containsExactly(ONE_VOUCHER_A_PERSON);
    }

    @Test
    void twoHoldersOfOneSlotBreakTheProof() {
        assertThat(proof(given(50).vouchers(51, 51, 51, 50).generations(51)).broken())
                .containsExactly(ONE_HOLDER_A_SLOT, FREED_SLOTS_COUNTED);
    }

    @Test
    void aRevokedVoucherThatWasDeletedBreaksTheProof() {
        assertThat(proof(given(50).generations(51)).broken()).containsExactly(GENERATIONS_WITHOUT_A_GAP);
    }

    @Test
    void aFreeSlotThatIsNotFreeBreaksTheProof() {
        assertThat(proof(given(50).freed(1).vouchers(50, 50, 49, 49).free(1, 0)).broken())
                .containsExactly(FREED_SLOTS_COUNTED);
    }

    private static QuotaProof proof(Case ledger) {
        return QuotaProof.of(ledger.evidence(), new ChainHead("00", 0));
    }

    /** A ledger of a campaign of 100 that gave that many and has nobody waiting. */
    private static Case given(int issued) {
        return new Case(new Evidence(
                new Evidence.Definition(1, "ANY", 100, issued, 0, true, false, false, false),
                new Evidence.Vouchers(issued, issued, issued, issued, 0),
                new Evidence.Slots(issued, Math.min(1, issued), issued, issued),
                new Evidence.FreeSlots(0, 0),
                new Evidence.Claims(issued, 0, 0)));
    }

    private record Case(Evidence evidence) {

        Case issued(int issued) {
            var was = evidence.campaign();
            return with(new Evidence.Definition(
                    1, "ANY", was.total(), issued, was.freed(), was.active(), false, was.ended(), was.backlog()));
        }

        Case freed(int freed) {
            var was = evidence.campaign();
            return with(new Evidence.Definition(
                    1, "ANY", was.total(), was.issued(), freed, was.active(), false, was.ended(), was.backlog()));
        }

        Case backlog() {
            var was = evidence.campaign();
            return with(new Evidence.Definition(
                    1, "ANY", was.total(), was.issued(), was.freed(), true, false, false, true));
        }

        Case ended() {
            var was = evidence.campaign();
            return with(new Evidence.Definition(
                    1, "ANY", was.total(), was.issued(), was.freed(), true, false, true, false));
        }

        Case paused() {
            var was = evidence.campaign();
            return with(new Evidence.Definition(
                    1, "ANY", was.total(), was.issued(), was.freed(), false, false, false, false));
        }

        Case vouchers(long all, long users, long taken, long takenSlots) {
            return new Case(new Evidence(
                    evidence.campaign(),
                    new Evidence.Vouchers(
                            all,
                            users,
                            taken,
                            takenSlots,
                            all - evidence.vouchers().all()),
                    evidence.slots(),
                    evidence.free(),
                    evidence.claims()));
        }

        Case slots(long count, int lowest, int highest) {
            return with(new Evidence.Slots(count, lowest, highest, count));
        }

        Case generations(long sum) {
            var was = evidence.slots();
            return with(new Evidence.Slots(was.count(), was.lowest(), was.highest(), sum));
        }

        Case free(long count, long right) {
            return new Case(new Evidence(
                    evidence.campaign(),
                    evidence.vouchers(),
                    evidence.slots(),
                    new Evidence.FreeSlots(count, right),
                    evidence.claims()));
        }

        Case waiting(long waiting) {
            return new Case(new Evidence(
                    evidence.campaign(),
                    evidence.vouchers(),
                    evidence.slots(),
                    evidence.free(),
                    new Evidence.Claims(evidence.claims().all() + waiting, waiting, 0)));
        }

        private Case with(Evidence.Definition campaign) {
            return new Case(
                    new Evidence(campaign, evidence.vouchers(), evidence.slots(), evidence.free(), evidence.claims()));
        }

        private Case with(Evidence.Slots slots) {
            return new Case(
                    new Evidence(evidence.campaign(), evidence.vouchers(), slots, evidence.free(), evidence.claims()));
        }
    }
}
