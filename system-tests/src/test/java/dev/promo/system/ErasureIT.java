package dev.promo.system;

import static dev.promo.system.RunningSystem.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.promo.local.demo.Gateway;
import dev.promo.local.demo.Person;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What becomes of a person's place in the queue once they are erased, and of who has no place in it at all. */
class ErasureIT {

    private final RunningSystem system = RunningSystem.healthy();
    private final Gateway gateway = system.gateway(0);
    private final URI url = system.stack().gateways().getFirst().url();

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void aSlotThatBecomesFreeGoesPastWhoWasErasedToWhoWaitsBehindThem() throws Exception {
        var campaign = system.newCampaign(1);
        var winner = logInFirst(system.newPeople(1).getFirst());
        var erased = system.newPeople(1).getFirst();
        var erasedToken = logInFirst(erased);
        var erasedId = system.userId(erased);
        var waiting = system.newPeople(1).getFirst();
        var waitingToken = logInFirst(waiting);
        assertThat(standing(winner, campaign)).isEqualTo("ISSUED");
        assertThat(standing(erasedToken, campaign)).isEqualTo("SOLD_OUT");
        assertThat(position(waitingToken, campaign)).isEqualTo(2);

        erase(erased, erasedToken);
        await().atMost(PATIENCE).until(() -> position(waitingToken, campaign) == 1);
        revokeTheVoucherOf(winner, campaign);

        await().atMost(PATIENCE).until(() -> standing(waitingToken, campaign).equals("ISSUED"));
        assertThat(system.promotion()
                        .sql("SELECT COUNT(*) FROM vouchers WHERE user_id = ? AND campaign_id = ?")
                        .params(erasedId, campaign.id())
                        .query(Integer.class)
                        .single())
                .isZero();
        assertThat(gateway.proof(campaign.id(), waitingToken).holds()).isTrue();
    }

    @Test
    void whoComesBackIsToldThatNothingComesAndNeverWaitsForIt() throws Exception {
        var campaign = system.newCampaign(10);
        var person = system.newPeople(1).getFirst();
        erase(person, logInFirst(person));

        for (var field : List.of("email", "phoneNumber")) {
            var again = comeBackBy(field, person);

            assertThat(again.firstLogin()).as(field).isFalse();
            var home = gateway.call("GET", "/homepage", again.accessToken(), null, "Prefer", "wait=10");
            assertThat(home.json().at("/vouchers").isEmpty()).as(field).isTrue();
            assertThat(home.json().at("/campaigns").findValuesAsString("state"))
                    .as(field)
                    .isNotEmpty()
                    .containsOnly("NOT_ELIGIBLE");
            assertThat(home.header("Preference-Applied")).isEqualTo("wait=10");
            var promotions = gateway.call("GET", "/api/v1/promotions", again.accessToken(), null);
            assertThat(promotions.json().at("/promotions").findValuesAsString("reason"))
                    .containsOnly("NO_FIRST_LOGIN");
        }
        assertThat(system.winners(campaign)).hasSize(1);
    }

    @Test
    void aPartnersProgramRedeemsAVoucherAndIsGivenNone() throws Exception {
        var campaign = system.newCampaign(1);
        var person = logInFirst(system.newPeople(1).getFirst());
        var program = tokenOfAPartnersProgram();

        var redeemed = gateway.call(
                "POST",
                "/api/v1/checkout/redeem",
                program,
                Map.of(
                        "code",
                        code(person, campaign),
                        "orderId",
                        "order-of-a-program",
                        "orderAmount",
                        100,
                        "currency",
                        "USD"));

        assertThat(redeemed.verdict()).isEqualTo("200");
        var home = gateway.call("GET", "/homepage", program, null, "Prefer", "wait=10");
        assertThat(home.json().at("/campaigns").findValuesAsString("state")).containsOnly("NOT_ELIGIBLE");
    }

    /** Returns when the ledger has decided; says the token. */
    private String logInFirst(Person person) throws InterruptedException {
        var login = RunningSystem.logIn(gateway, person, 0);
        assertThat(login.firstLogin()).isTrue();
        await().atMost(PATIENCE).until(() -> system.hasSeen(List.of(person)));
        return login.accessToken();
    }

    private void erase(Person person, String token) throws InterruptedException {
        var erased = gateway.call("DELETE", "/api/v1/user/me", token, Map.of("password", person.password()));
        assertThat(erased.status()).isEqualTo(204);
    }

    /** With that one identifier. */
    private Gateway.Login comeBackBy(String field, Person person) throws Exception {
        var identifier = field.equals("email") ? person.email() : person.phoneNumber();
        var account = Map.of("fullName", "Back Again", field, identifier, "password", person.password());
        try (var elsewhere = Peer.fromElsewhere()) {
            assertThat(elsewhere.post(url, "/api/v1/user/signup", account).status())
                    .isEqualTo(201);
        }
        return gateway.logIn(new Person.Identifier(field, identifier), person.password());
    }

    private void revokeTheVoucherOf(String token, RunningSystem.Campaign campaign) throws InterruptedException {
        var voucher = receipt(token, campaign).at("/voucherId").longValue();
        var revoked = gateway.call(
                "POST",
                "/api/v1/admin/vouchers/" + voucher + "/revoke",
                system.adminsToken(),
                Map.of("reason", "for a test"));
        assertThat(revoked.status()).as(revoked.body()).isEqualTo(200);
    }

    private String tokenOfAPartnersProgram() throws Exception {
        var made = gateway.call(
                "POST", "/api/v1/admin/service-accounts", system.adminsToken(), Map.of("name", "Shop of the tests"));
        var credentials = made.text("/clientId") + ":" + made.text("/clientSecret");
        var request = HttpRequest.newBuilder(url.resolve("/oauth2/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)))
                .POST(BodyPublishers.ofString("grant_type=client_credentials"))
                .build();
        try (var program = Peer.fromElsewhere()) {
            return program.send(request).json().at("/access_token").stringValue();
        }
    }

    private String standing(String token, RunningSystem.Campaign campaign) throws InterruptedException {
        return RunningSystem.stateIn(campaign, gateway.homepage(token)).name();
    }

    private int position(String token, RunningSystem.Campaign campaign) throws InterruptedException {
        return receipt(token, campaign).at("/position").intValue();
    }

    private JsonNode receipt(String token, RunningSystem.Campaign campaign) throws InterruptedException {
        return gateway.call("GET", "/api/v1/promotions", token, null)
                .json()
                .at("/promotions")
                .valueStream()
                .filter(receipt -> receipt.at("/campaignId").longValue() == campaign.id())
                .findFirst()
                .orElseThrow();
    }

    private String code(String token, RunningSystem.Campaign campaign) throws InterruptedException {
        return gateway.homepage(token).vouchers().stream()
                .filter(voucher -> voucher.campaign().equals(campaign.name()))
                .findFirst()
                .orElseThrow()
                .code();
    }
}
