package dev.promo.promotion.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a person is told of the decisions on their claims. */
class ReceiptsIT extends WalletTest {

    @Test
    void whoHasAVoucherIsToldItsSlotAndTheEventThatEarnedIt() throws Exception {
        var campaign = runningCampaign(100);
        offeredFrom(campaign, seen(ALICE, now.minusSeconds(5)));
        var voucher = voucher(campaign, 17, ALICE, now.plusSeconds(600), true);

        var receipt = onlyReceipt();

        assertThat(receipt.at("/campaignId").longValue()).isEqualTo(campaign);
        assertThat(receipt.at("/outcome").stringValue()).isEqualTo("ISSUED");
        assertThat(receipt.at("/voucherId").longValue()).isEqualTo(voucher);
        assertThat(receipt.at("/slot").intValue()).isEqualTo(17);
        assertThat(receipt.at("/generation").intValue()).isEqualTo(1);
        assertThat(receipt.at("/decidedBy/eventId").stringValue()).isEqualTo(new UUID(0, ALICE).toString());
        assertThat(receipt.at("/decidedBy/partition").intValue()).isZero();
        assertThat(receipt.at("/decidedBy/offset").longValue()).isEqualTo(ALICE);
        assertThat(instant(receipt, "/decidedBy/occurredAt")).isEqualTo(now.minusSeconds(5));
        assertThat(instant(receipt, "/decidedAt")).isEqualTo(now);
        assertThat(receipt.has("reason")).isFalse();
        assertThat(receipt.has("position")).isFalse();
    }

    @Test
    void whoHasAVoucherIsToldItsOwnDiscountWhateverTheCampaignGivesSince() throws Exception {
        var campaign = runningCampaign(100);
        voucher(campaign, 17, ALICE, now.plusSeconds(600), false);
        set(campaign, "discount_value", 90);
        set(campaign, "currency", "EUR");
        set(campaign, "minimum_order", 5);

        for (var discount :
                List.of(onlyReceipt().at("/discount"), get("/homepage").at("/campaigns/0/discount"))) {
            assertThat(discount.toString()).isEqualTo("{\"type\":\"PERCENT\",\"value\":30,\"rounding\":\"HALF_UP\"}");
        }
    }

    @Test
    void aVoucherGivenInBulkWasDecidedByNoEvent() throws Exception {
        seen(ALICE, now);
        voucher(runningCampaign(100), 1, ALICE, now.plusSeconds(600), false);
        jdbc.sql("UPDATE vouchers SET login_seq = NULL, origin = 'BULK'").update();

        assertThat(onlyReceipt().at("/outcome").stringValue()).isEqualTo("ISSUED");
        assertThat(onlyReceipt().has("decidedBy")).isFalse();
    }

    @Test
    void whoCameTooLateIsToldHowManyWaitBefore() throws Exception {
        var campaign = runningCampaign(1);
        set(campaign, "issued", 1);
        offeredFrom(campaign, seen(1, now));
        voucher(campaign, 1, 1, now.plusSeconds(600), false);
        seen(2, now);
        seen(3, now.minusSeconds(7200)); // no claim, so not before anybody
        seen(4, now);
        seen(ALICE, now);
        seen(BOB, now);

        var receipt = onlyReceipt();

        assertThat(receipt.at("/outcome").stringValue()).isEqualTo("SOLD_OUT");
        assertThat(receipt.at("/position").intValue()).isEqualTo(3);
        assertThat(receipt.at("/decidedBy/offset").longValue()).isEqualTo(ALICE);
        assertThat(instant(receipt, "/decidedAt")).isEqualTo(now);
        assertThat(receipt.has("slot")).isFalse();
    }

    @Test
    void aWaitingListThatWasServedIsCountedFromWhereItBegins() throws Exception {
        var campaign = runningCampaign(2);
        set(campaign, "issued", 2);
        offeredFrom(campaign, seen(1, now));
        voucher(campaign, 1, 1, now.plusSeconds(600), false);
        set(campaign, "waiting_from_seq", seen(2, now));
        voucher(campaign, 2, 2, now.plusSeconds(600), false);
        seen(ALICE, now);

        assertThat(onlyReceipt().at("/position").intValue()).isEqualTo(1);
    }

    @Test
    void whoIsNextWhileTheCampaignIsPausedWaits() throws Exception {
        var campaign = runningCampaign(10);
        offeredFrom(campaign, seen(ALICE, now.minusSeconds(60)));
        set(campaign, "state", "PAUSED");
        paused(campaign, now.minusSeconds(30), null);

        var receipt = onlyReceipt();

        assertThat(receipt.at("/outcome").stringValue()).isEqualTo("WAITING");
        assertThat(receipt.at("/position").intValue()).isEqualTo(1);
    }

    @Test
    void whoWaitsForVouchersThatHaveEndedIsToldSo() throws Exception {
        var campaign = runningCampaign(10);
        offeredFrom(campaign, seen(ALICE, now.minusSeconds(60)));
        jdbc.sql("UPDATE campaigns SET voucher_valid_seconds = NULL, vouchers_end_at = :now")
                .param("now", utc(now))
                .update();

        var receipt = onlyReceipt();

        assertThat(receipt.at("/outcome").stringValue()).isEqualTo("SOLD_OUT");
        assertThat(receipt.at("/reason").stringValue()).isEqualTo("VOUCHERS_ENDED");
        assertThat(receipt.has("position")).isFalse();
    }

    @Test
    void whoIsNotSeenYetIsPending() throws Exception {
        runningCampaign(10);

        assertThat(onlyReceipt().at("/outcome").stringValue()).isEqualTo("PENDING");
        assertThat(onlyReceipt().has("decidedAt")).isFalse();
    }

    @Test
    void whoWasErasedStandsBeforeNobody() throws Exception {
        var campaign = runningCampaign(0);
        offeredFrom(campaign, seen(1, now));
        seen(2, now);
        seen(ALICE, now);
        erased(1);

        assertThat(onlyReceipt().at("/position").intValue()).isEqualTo(2);
    }

    @Test
    void whoHasNoFirstLoginIsToldThatNothingComes() throws Exception {
        var nothing = runningCampaign(10);

        var receipt = promotionsWithoutFirstLogin().get(0);

        assertThat(receipt.at("/campaignId").longValue()).isEqualTo(nothing);
        assertThat(receipt.at("/outcome").stringValue()).isEqualTo("NOT_ELIGIBLE");
        assertThat(receipt.at("/reason").stringValue()).isEqualTo("NO_FIRST_LOGIN");
        assertThat(receipt.has("decidedBy")).isFalse();
        assertThat(receipt.has("decidedAt")).isFalse();
    }

    @Test
    void whoHasNoFirstLoginHasWhatTheyWereGivenInBulk() throws Exception {
        voucher(runningCampaign(10), 1, ALICE, now.plusSeconds(600), false);
        jdbc.sql("UPDATE vouchers SET login_seq = NULL, origin = 'BULK'").update();

        assertThat(promotionsWithoutFirstLogin().get(0).at("/outcome").stringValue())
                .isEqualTo("ISSUED");
    }

    private JsonNode promotionsWithoutFirstLogin() throws Exception {
        var request = requestBy(tokenWithoutFirstLogin(ALICE, "Alice"), "/api/v1/promotions");
        var answer = http.send(request, BodyHandlers.ofString());
        return JsonMapper.shared().readTree(answer.body()).at("/promotions");
    }

    @Test
    void aRevokedVoucherIsRevokedAndNotWaitedFor() throws Exception {
        var campaign = runningCampaign(10);
        offeredFrom(campaign, seen(ALICE, now));
        revoked(voucher(campaign, 3, ALICE, now.plusSeconds(600), false));

        assertThat(onlyReceipt().at("/outcome").stringValue()).isEqualTo("REVOKED");
        assertThat(onlyReceipt().at("/slot").intValue()).isEqualTo(3);
        assertThat(onlyReceipt().has("position")).isFalse();
    }

    @Test
    void whoLoggedInBeforeTheWindowIsToldSo() throws Exception {
        offeredFrom(runningCampaign(10), seen(ALICE, now.minusSeconds(3601)));

        refusedBecause("BEFORE_CAMPAIGN");
    }

    @Test
    void whoLoggedInAfterTheWindowIsToldSo() throws Exception {
        offeredFrom(runningCampaign(10), seen(ALICE, now.plusSeconds(3600))); // by a clock ahead of ours

        refusedBecause("AFTER_CAMPAIGN");
    }

    @Test
    void whoLoggedInDuringAPauseIsToldSo() throws Exception {
        var campaign = runningCampaign(10);
        offeredFrom(campaign, seen(ALICE, now.minusSeconds(60)));
        paused(campaign, now.minusSeconds(60), now.minusSeconds(59));

        refusedBecause("CAMPAIGN_PAUSED");
    }

    @Test
    void whoSignedUpTooEarlyIsToldSo() throws Exception {
        var campaign = runningCampaign(10);
        set(campaign, "registered_after", utc(now));
        offeredFrom(campaign, seen(ALICE, now));
        jdbc.sql("UPDATE first_logins SET registered_at = :at")
                .param("at", utc(now))
                .update();

        refusedBecause("REGISTERED_TOO_EARLY");
    }

    @Test
    void whoWasBornInAnotherMonthIsToldSo() throws Exception {
        var campaign = runningCampaign(10);
        set(campaign, "birth_month", 5);
        offeredFrom(campaign, seen(ALICE, now));
        jdbc.sql("UPDATE first_logins SET birth_month = 6").update();

        refusedBecause("OTHER_BIRTH_MONTH");
    }

    @Test
    void aCampaignThatCameAfterTheFirstLoginWasNotOffered() throws Exception {
        var campaign = runningCampaign(10);
        seen(ALICE, now);
        refusedBecause("NOT_OFFERED");

        offeredFrom(campaign, seen(BOB, now));
        refusedBecause("NOT_OFFERED");
    }

    @Test
    void nobodyWaitsForACampaignThatIsClosedForGood() throws Exception {
        var campaign = runningCampaign(10);
        offeredFrom(campaign, seen(ALICE, now));
        set(campaign, "state", "ARCHIVED");

        var receipt = onlyReceipt();

        assertThat(receipt.at("/outcome").stringValue()).isEqualTo("SOLD_OUT");
        assertThat(receipt.at("/reason").stringValue()).isEqualTo("CAMPAIGN_ARCHIVED");
        assertThat(receipt.has("position")).isFalse();
    }

    @Test
    void aCampaignThatIsOverIsShownToWhoHadAClaimOnIt() throws Exception {
        var over = campaign(1, now.minusSeconds(7200), now.minusSeconds(3600));
        var before = campaign(1, now.minusSeconds(9000), now.minusSeconds(8000));
        var seq = seen(ALICE, now.minusSeconds(5000));
        offeredFrom(over, seq);
        offeredFrom(before, seq);

        assertThat(onlyReceipt().at("/campaignId").longValue()).isEqualTo(over);
    }

    @Test
    void theNewestHundredCampaignsAreShownNewestFirst() throws Exception {
        for (var i = 0; i < 101; i++) {
            runningCampaign(1);
        }

        var ids = get("/api/v1/promotions").at("/promotions").findValues("campaignId").stream()
                .map(JsonNode::longValue)
                .toList();

        assertThat(ids).hasSize(100).isSortedAccordingTo((a, b) -> Long.compare(b, a));
        assertThat(ids.getFirst())
                .isEqualTo(jdbc.sql("SELECT MAX(id) FROM campaigns")
                        .query(Long.class)
                        .single());
    }

    private void refusedBecause(String reason) throws Exception {
        assertThat(onlyReceipt().at("/outcome").stringValue()).isEqualTo("NOT_ELIGIBLE");
        assertThat(onlyReceipt().at("/reason").stringValue()).isEqualTo(reason);
        assertThat(onlyReceipt().at("/decidedBy/offset").longValue()).isEqualTo(ALICE);
        assertThat(onlyReceipt().has("position")).isFalse();
    }

    private void paused(long campaign, Instant from, @Nullable Instant until) {
        jdbc.sql("INSERT INTO campaign_pauses (campaign_id, paused_at, resumed_at) VALUES (:id, :from, :until)")
                .param("id", campaign)
                .param("from", utc(from))
                .param("until", until == null ? null : utc(until))
                .update();
    }

    private JsonNode onlyReceipt() throws Exception {
        var receipts = get("/api/v1/promotions").at("/promotions");
        assertThat(receipts.size()).as(receipts.toString()).isEqualTo(1);
        return receipts.get(0);
    }

    private static Instant instant(JsonNode receipt, String path) {
        return Instant.parse(receipt.at(path).stringValue());
    }
}
