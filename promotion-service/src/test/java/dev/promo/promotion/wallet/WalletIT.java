package dev.promo.promotion.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class WalletIT extends WalletTest {

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/home", "/homepage"})
    void homeShowsTheNameAndTheVoucher(String path) throws Exception {
        var campaign = runningCampaign(100);
        seen(ALICE, now);
        voucher(campaign, 17, ALICE, now.plusSeconds(60), false);

        var home = get(path);

        assertThat(home.at("/fullName").stringValue()).isEqualTo("Alice Nguyễn");
        assertThat(home.at("/vouchers/0/slot").intValue()).isEqualTo(17);
        assertThat(home.at("/vouchers/0/status").stringValue()).isEqualTo("active");
        assertThat(home.at("/vouchers/0/discount").toString())
                .isEqualTo("{\"type\":\"PERCENT\",\"value\":30,\"rounding\":\"HALF_UP\"}");
        assertThat(home.at("/campaigns/0/state").stringValue()).isEqualTo("ISSUED");
        assertThat(home.at("/campaigns/0/slot").intValue()).isEqualTo(17);
    }

    @Test
    void whoIsNotSeenYetIsPendingAndNotRefused() throws Exception {
        runningCampaign(100);

        assertThat(state()).isEqualTo("PENDING");
    }

    @Test
    void whoCameTooLateIsToldSoldOut() throws Exception {
        var campaign = runningCampaign(1);
        var seq = seen(ALICE, now);
        offeredFrom(campaign, seq);
        set(campaign, "issued", 1);

        assertThat(state()).isEqualTo("SOLD_OUT");
    }

    @Test
    void whoLoggedInBeforeTheWindowIsNotEligible() throws Exception {
        var campaign = runningCampaign(100);
        var seq = seen(ALICE, now.minusSeconds(7200));
        offeredFrom(campaign, seq);

        assertThat(state()).isEqualTo("NOT_ELIGIBLE");
    }

    @Test
    void whoWasDecidedOnBeforeTheCampaignExistedIsNotEligible() throws Exception {
        var campaign = runningCampaign(100);
        var seq = seen(ALICE, now);
        offeredFrom(campaign, seq + 1);

        assertThat(state()).isEqualTo("NOT_ELIGIBLE");
    }

    @Test
    void aCampaignThatIsOverIsNotShownButItsVoucherIs() throws Exception {
        var over = campaign(100, now.minusSeconds(7200), now.minusSeconds(3600));
        voucher(over, 1, ALICE, now.minusSeconds(1), false);

        var home = get("/homepage");

        assertThat(home.at("/campaigns").isEmpty()).isTrue();
        assertThat(home.at("/vouchers/0/status").stringValue()).isEqualTo("expired");
    }

    @Test
    void aPausedCampaignIsNotRunning() throws Exception {
        set(runningCampaign(100), "state", "PAUSED");

        assertThat(get("/homepage").at("/campaigns").isEmpty()).isTrue();
    }

    @Test
    void whoWaitsWhileVouchersAreLeftIsPending() throws Exception {
        var campaign = runningCampaign(1);
        offeredFrom(campaign, seen(ALICE, now));

        assertThat(state()).isEqualTo("PENDING");
    }

    @Test
    void whoDoesNotMeetTheCampaignsRulesIsNotEligible() throws Exception {
        var campaign = runningCampaign(100);
        set(campaign, "birth_month", 5);
        offeredFrom(campaign, seen(ALICE, now));

        assertThat(state()).isEqualTo("NOT_ELIGIBLE");
    }

    @Test
    void aRevokedVoucherIsNotShownAtHomeAndEarnsNoOther() throws Exception {
        var campaign = runningCampaign(100);
        offeredFrom(campaign, seen(ALICE, now));
        revoked(voucher(campaign, 1, ALICE, now.plusSeconds(600), false));

        assertThat(get("/homepage").at("/vouchers").isEmpty()).isTrue();
        assertThat(state()).isEqualTo("NOT_ELIGIBLE");
    }

    @Test
    void vouchersAreFilteredByTheStatusTheyHaveNow() throws Exception {
        revoked(voucher(runningCampaign(100), 5, ALICE, now.plusSeconds(600), false));
        voucher(runningCampaign(100), 1, ALICE, now.plusSeconds(600), false);
        voucher(runningCampaign(100), 2, ALICE, now.minusSeconds(1), false);
        voucher(runningCampaign(100), 3, ALICE, now.plusSeconds(600), true);
        voucher(runningCampaign(100), 4, ALICE + 1, now.plusSeconds(600), false);

        assertThat(slots("?status=active")).isEqualTo("[1]");
        assertThat(slots("?status=expired")).isEqualTo("[2]");
        assertThat(slots("?status=used")).isEqualTo("[3]");
        assertThat(slots("?status=revoked")).isEqualTo("[5]");
        assertThat(slots("")).isEqualTo("[3,2,1]");
    }

    @Test
    void anUnknownStatusIsRefusedByName() throws Exception {
        var answer = send("/api/v1/vouchers?status=spent");

        assertThat(answer.statusCode()).isEqualTo(400);
        var problem = JsonMapper.shared().readTree(answer.body());
        assertThat(problem.at("/code").stringValue()).isEqualTo("INVALID_REQUEST");
        assertThat(problem.at("/detail").stringValue())
                .isEqualTo("The request breaks at least one rule; see errors where it is given.");
        assertThat(problem.at("/errors/0/field").stringValue()).isEqualTo("status");
        assertThat(problem.at("/errors/0/rule").stringValue()).isEqualTo("ONE_OF");
    }

    @Test
    void theProofIsCountedFromTheRows() throws Exception {
        var campaign = runningCampaign(2);
        offeredFrom(campaign, seen(1, now));
        seen(2, now);
        seen(3, now);
        voucher(campaign, 1, 1, now.plusSeconds(600), false);
        voucher(campaign, 2, 2, now.plusSeconds(600), false);
        jdbc.sql("UPDATE campaigns SET issued = 2").update();

        var proof = get("/api/v1/campaigns/" + campaign + "/proof");

        assertThat(proof.at("/holds").booleanValue()).isTrue();
        assertThat(proof.at("/firstLogins").intValue()).isEqualTo(3);
        assertThat(proof.at("/soldOut").intValue()).isEqualTo(1);
        assertThat(proof.at("/highestSlot").intValue()).isEqualTo(2);
    }

    @Test
    void aCampaignNobodyKnowsHasNoProof() throws Exception {
        assertThat(send("/api/v1/campaigns/999999/proof").statusCode()).isEqualTo(404);
    }

    @Test
    void aCampaignIdThatIsNoNumberIsRefused() throws Exception {
        assertThat(send("/api/v1/campaigns/one/proof").statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/homepage", "/api/v1/home", "/api/v1/vouchers", "/api/v1/campaigns/1/proof"})
    void nothingIsShownWithoutAToken(String path) throws Exception {
        var answer = http.send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    }

    private String state() throws Exception {
        return get("/homepage").at("/campaigns/0/state").stringValue();
    }

    private String slots(String query) throws Exception {
        return get("/api/v1/vouchers" + query)
                .at("/vouchers")
                .findValues("slot")
                .toString()
                .replace(" ", "");
    }
}
