package dev.promo.promotion.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promo.promotion.PromotionServiceTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** People, vouchers and campaigns as rows, and what Alice is shown of them over HTTP. */
abstract class WalletTest extends PromotionServiceTest {

    static final long ALICE = 7;
    static final long BOB = 8;

    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    final HttpClient http = HttpClient.newHttpClient();

    @LocalServerPort
    int port;

    /** Not that of before the service's start, which may take long: what is older than a minute is settled. */
    @BeforeEach
    void itIsNow() {
        now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    }

    long runningCampaign(int total) {
        return campaign(total, now.minusSeconds(3600), now.plusSeconds(3600));
    }

    long seen(long user, Instant occurredAt) {
        jdbc.sql("""
                        INSERT INTO first_logins (user_id, event_id, occurred_at, partition_id, log_offset, received_at)
                        VALUES (:user, :event, :at, 0, :user, :received)
                        """)
                .param("user", user)
                .param("event", ByteBuffer.allocate(16).putLong(8, user).array())
                .param("at", utc(occurredAt))
                .param("received", utc(now))
                .update();
        return jdbc.sql("SELECT MAX(seq) FROM first_logins").query(Long.class).single();
    }

    void erased(long user) {
        jdbc.sql("INSERT INTO erased_people (user_id, erased_at) VALUES (:user, :now)")
                .param("user", user)
                .param("now", utc(now))
                .update();
    }

    void offeredFrom(long campaign, long seq) {
        jdbc.sql("UPDATE campaigns SET offered_from_seq = :seq WHERE id = :id")
                .param("seq", seq)
                .param("id", campaign)
                .update();
    }

    /** Changes a campaign as its owner would. */
    void set(long campaign, String column, Object value) {
        jdbc.sql("UPDATE campaigns SET " + column + " = :value WHERE id = :id")
                .param("value", value)
                .param("id", campaign)
                .update();
    }

    long voucher(long campaign, int slot, long user, Instant expiresAt, boolean used) {
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
        return jdbc.sql("SELECT id FROM vouchers WHERE campaign_id = :campaign AND slot = :slot")
                .param("campaign", campaign)
                .param("slot", slot)
                .query(Long.class)
                .single();
    }

    /** A voucher of a new campaign, good for ten minutes. */
    long voucherOf(long user) {
        return voucher(runningCampaign(10), 1, user, now.plusSeconds(600), false);
    }

    long changed(long voucher, String action, @Nullable String order) {
        jdbc.sql("""
                        INSERT INTO voucher_changes (voucher_id, at, action, order_id)
                        VALUES (:voucher, :now, :action, :order)
                        """)
                .param("voucher", voucher)
                .param("now", utc(now))
                .param("action", action)
                .param("order", order)
                .update();
        return jdbc.sql("SELECT MAX(id) FROM voucher_changes").query(Long.class).single();
    }

    void revoked(long voucher) {
        jdbc.sql("UPDATE vouchers SET revoked_at = :now WHERE id = :id")
                .param("now", utc(now))
                .param("id", voucher)
                .update();
    }

    JsonNode get(String path) throws Exception {
        var answer = send(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JsonMapper.shared().readTree(answer.body());
    }

    HttpResponse<String> send(String path, String... headers) throws IOException, InterruptedException {
        return http.send(request(path, headers), HttpResponse.BodyHandlers.ofString());
    }

    /** By Alice. */
    HttpRequest request(String path, String... headers) {
        return requestBy(token(ALICE, "Alice Nguyễn"), path, headers);
    }

    HttpRequest requestBy(String token, String path, String... headers) {
        var request = HttpRequest.newBuilder(uri(path)).header("Authorization", "Bearer " + token);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return request.build();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }
}
