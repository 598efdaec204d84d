package dev.promo.promotion.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promo.promotion.PromotionServiceTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class WalletIT extends PromotionServiceTest {

    private static final long ALICE = 7;

    private final Instant now = Instant.now();
    private final HttpClient http = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

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
    void vouchersAreFilteredByTheStatusTheyHaveNow() throws Exception {
        voucher(runningCampaign(100), 1, ALICE, now.plusSeconds(600), false);
        voucher(runningCampaign(100), 2, ALICE, now.minusSeconds(1), false);
        voucher(runningCampaign(100), 3, ALICE, now.plusSeconds(600), true);
        voucher(runningCampaign(100), 4, ALICE + 1, now.plusSeconds(600), false);

        assertThat(slots("?status=active")).isEqualTo("[1]");
        assertThat(slots("?status=expired")).isEqualTo("[2]");
        assertThat(slots("?status=used")).isEqualTo("[3]");
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

    private long runningCampaign(int total) {
        return campaign(total, now.minusSeconds(3600), now.plusSeconds(3600));
    }

    private long seen(long user, Instant occurredAt) {
        jdbc.sql("""
                        INSERT INTO first_logins (user_id, event_id, occurred_at, partition_id, log_offset, received_at)
                        VALUES (:user, :event, :at, 0, :user, :at)
                        """)
                .param("user", user)
                .param("event", new byte[16])
                .param("at", utc(occurredAt))
                .update();
        return jdbc.sql("SELECT MAX(seq) FROM first_logins").query(Long.class).single();
    }

    private void offeredFrom(long campaign, long seq) {
        jdbc.sql("UPDATE campaigns SET offered_from_seq = :seq WHERE id = :id")
                .param("seq", seq)
                .param("id", campaign)
                .update();
    }

    private void voucher(long campaign, int slot, long user, Instant expiresAt, boolean used) {
        jdbc.sql("""
                        INSERT INTO vouchers (campaign_id, slot, user_id, code, discount_type, discount_value, login_seq,
                                              issued_at, expires_at, used_at)
                        VALUES (:campaign, :slot, :user, :code, 'PERCENT', 30, 1, :now, :expires, :used)
                        """)
                .param("campaign", campaign)
                .param("slot", slot)
                .param("user", user)
                .param("code", "TEST" + campaign + "S" + slot)
                .param("now", utc(now))
                .param("expires", utc(expiresAt))
                .param("used", used ? utc(now) : null)
                .update();
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

    private JsonNode get(String path) throws Exception {
        var answer = send(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JsonMapper.shared().readTree(answer.body());
    }

    private HttpResponse<String> send(String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(uri(path))
                .header("Authorization", "Bearer " + token(ALICE, "Alice Nguyễn"))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }
}
