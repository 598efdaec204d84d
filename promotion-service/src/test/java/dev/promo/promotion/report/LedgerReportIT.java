package dev.promo.promotion.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promo.promotion.Client;
import dev.promo.promotion.PromotionServiceTest;
import dev.promo.promotion.RecordedStatements;
import dev.promo.promotion.csv.CsvTable;
import dev.promo.promotion.voucher.LedgerFixture;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import tools.jackson.databind.JsonNode;

class LedgerReportIT extends PromotionServiceTest {

    private final Instant now = Instant.now();

    @Autowired
    private ApplicationContext context;

    @Autowired
    private RecordedStatements statements;

    @LocalServerPort
    private int port;

    private LedgerFixture ledger;
    private Client admin;
    private long campaign;
    private String path;

    @BeforeEach
    void aCampaignOfFive() {
        ledger = LedgerFixture.in(context);
        admin = new Client(port, token(1, "Owner", "ADMIN"));
        campaign = campaign(5, now.minusSeconds(7200), now.plusSeconds(3600));
        path = "/api/v1/admin/campaigns/" + campaign;
    }

    @Test
    void theCountersAreThoseOfTheRows() {
        oneOfEachStatus();

        var counters = Client.ok(admin.get(path + "/counters"));

        assertThat(counters.at("/issued").intValue()).isEqualTo(5);
        assertThat(counters.at("/left").intValue()).isEqualTo(1);
        for (var status : List.of("active", "held", "used", "expired", "revoked")) {
            assertThat(counters.at("/" + status).intValue()).as(status).isEqualTo(1);
        }
        assertThat(counters.at("/waiting").intValue()).isZero();
        var minutes = counters.at("/issuedPerMinute");
        assertThat(minutes.size()).isEqualTo(60);
        var sum = 0;
        for (var minute : minutes) {
            sum += minute.at("/issued").intValue();
        }
        assertThat(sum).isEqualTo(5);
        assertThat(minutes.get(59).at("/minute").stringValue()).endsWith(":00Z");
    }

    @Test
    void whoWaitsIsCounted() {
        ledger.record(now, 1, 2, 3, 4, 5, 6, 7);

        var counters = Client.ok(admin.get(path + "/counters"));

        assertThat(counters.at("/waiting").intValue()).isEqualTo(2);
        assertThat(counters.at("/left").intValue()).isZero();
    }

    @Test
    void whoWasErasedWaitsForNothing() {
        ledger.record(now, 1, 2, 3, 4, 5, 6, 7);
        ledger.erase(1, 6);

        assertThat(Client.ok(admin.get(path + "/counters")).at("/waiting").intValue())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"state = 'ARCHIVED'", "voucher_valid_seconds = NULL, vouchers_end_at = '2026-01-01 00:00:00'"})
    void nobodyWaitsForWhatIsNeverGiven(String end) {
        ledger.record(now, 1, 2, 3, 4, 5, 6, 7);

        jdbc.sql("UPDATE campaigns SET " + end).update();

        assertThat(Client.ok(admin.get(path + "/counters")).at("/waiting").intValue())
                .isZero();
    }

    @Test
    void aVoucherThatWasIssuedLongAgoIsInNoMinute() {
        ledger.record(now, 1, 2);
        jdbc.sql("UPDATE vouchers SET issued_at = :then WHERE slot = 1")
                .param("then", utc(now.minusSeconds(7000)))
                .update();
        jdbc.sql("UPDATE vouchers SET issued_at = :then WHERE slot = 2")
                .param("then", utc(now.minusSeconds(600)))
                .update();

        var minutes = Client.ok(admin.get(path + "/counters")).at("/issuedPerMinute");

        var busy = new ArrayList<Integer>();
        for (var i = 0; i < minutes.size(); i++) {
            if (minutes.get(i).at("/issued").intValue() > 0) {
                busy.add(i);
            }
        }
        assertThat(busy).hasSize(1).first().isIn(48, 49); // the clock may have moved on to the next minute
    }

    @Test
    void theVouchersAreListedPageByPage() {
        ledger.record(now, 11, 12, 13, 14, 15);

        var first = Client.ok(admin.get(path + "/vouchers?limit=2"));
        var second = Client.ok(admin.get(
                path + "/vouchers?limit=2&cursor=" + first.at("/nextCursor").stringValue()));
        var third = Client.ok(admin.get(
                path + "/vouchers?limit=2&cursor=" + second.at("/nextCursor").stringValue()));

        assertThat(users(first)).containsExactly(11L, 12L);
        assertThat(users(second)).containsExactly(13L, 14L);
        assertThat(users(third)).containsExactly(15L);
        assertThat(third.has("nextCursor")).isFalse();
        assertThat(first.at("/items/0/origin").stringValue()).isEqualTo("FIRST_LOGIN");
    }

    @ParameterizedTest
    @ValueSource(strings = {"active", "held", "used", "expired", "revoked"})
    void theVouchersAreFilteredByTheStatusTheyHaveNow(String status) {
        oneOfEachStatus();

        var found = Client.ok(admin.get(path + "/vouchers?status=" + status));

        assertThat(found.at("/items").size()).isEqualTo(1);
        assertThat(found.at("/items/0/status").stringValue()).isEqualTo(status);
    }

    @Test
    void whatTheListCannotDoIsRefusedByName() {
        assertThat(Client.violation(admin.get(path + "/vouchers?status=spent"))).isEqualTo("status ONE_OF");
        assertThat(Client.violation(admin.get(path + "/vouchers?limit=0"))).isEqualTo("limit RANGE");
        assertThat(Client.violation(admin.get(path + "/vouchers?cursor=x"))).isEqualTo("cursor FORMAT");
    }

    @Test
    void theExportHasEveryVoucherWithItsOrderAndNoFormula() throws Exception {
        oneOfEachStatus();
        jdbc.sql("UPDATE redemptions SET order_id = '=cmd(\"x\")'").update();

        var export = admin.get(path + "/vouchers.csv");

        assertThat(export.statusCode()).isEqualTo(200);
        assertThat(export.headers().firstValue("Content-Type")).contains("text/csv;charset=UTF-8");
        assertThat(export.headers().firstValue("Content-Disposition"))
                .contains("attachment; filename=\"campaign-%d-vouchers.csv\"".formatted(campaign));
        var lines = CsvTable.parse(export.body()).lines();
        assertThat(String.join(",", lines.getFirst()))
                .isEqualTo("id,slot,generation,userId,code,status,origin,issuedAt,expiresAt,usedAt,revokedAt,orderId,"
                        + "orderAmount,discountAmount,currency");
        assertThat(lines).hasSize(6);
        assertThat(lines.get(3).subList(1, 4)).containsExactly("3", "1", "13");
        assertThat(lines.get(3).get(5)).isEqualTo("used");
        assertThat(lines.get(3).subList(11, 15)).containsExactly("'=cmd(\"x\")", "10.0000", "3.0000", "EUR");
    }

    @Test
    void nothingIsSaidOfAFileThatDoesNotExist() {
        for (var file :
                List.of("/api/v1/admin/campaigns/999999/vouchers.csv", "/api/v1/campaigns/999999/proof/chain")) {
            assertThat(admin.head(file).statusCode()).isEqualTo(404);
        }
    }

    @Test
    void whoOnlyAsksAboutAFileHasNothingReadFromTheLedger() {
        ledger.record(now, 11, 12);
        for (var file : List.of(path + "/vouchers.csv", "/api/v1/campaigns/" + campaign + "/proof/chain")) {
            var answers = new ArrayList<HttpResponse<String>>();

            var read = statements.during(() -> answers.add(admin.head(file)));

            assertThat(read)
                    .extracting(RecordedStatements.Statement::sql)
                    .noneMatch(sql -> sql.contains("v.slot") || sql.contains("total_vouchers"));
            var answer = answers.getFirst();
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEmpty();
            for (var header : List.of("Content-Type", "Content-Disposition", "Cache-Control")) {
                assertThat(answer.headers().firstValue(header))
                        .isPresent()
                        .isEqualTo(admin.get(file).headers().firstValue(header));
            }
        }
    }

    @Test
    void anExportOfTwentyThousandVouchersIsComplete() throws Exception {
        jdbc.sql("UPDATE campaigns SET total_vouchers = 20000, issued = 20000").update();
        jdbc.sql("""
                        INSERT INTO vouchers (campaign_id, slot, user_id, code, discount_type, discount_value, issued_at,
                                              expires_at)
                        SELECT :campaign, d1.n + d2.n * 10 + d3.n * 100 + d4.n * 1000 + d5.n * 10000 + 1,
                               d1.n + d2.n * 10 + d3.n * 100 + d4.n * 1000 + d5.n * 10000 + 1,
                               CONCAT('C', d1.n + d2.n * 10 + d3.n * 100 + d4.n * 1000 + d5.n * 10000),
                               'PERCENT', 30, :now, :now
                          FROM (%1$s) d1, (%1$s) d2, (%1$s) d3, (%1$s) d4, (SELECT 0 AS n UNION SELECT 1) d5
                        """.formatted("SELECT 0 AS n UNION SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION SELECT 4"
                        + " UNION SELECT 5 UNION SELECT 6 UNION SELECT 7 UNION SELECT 8 UNION SELECT 9"))
                .param("campaign", campaign)
                .param("now", utc(now))
                .update();

        var export = admin.get(path + "/vouchers.csv");
        var chain = admin.get("/api/v1/campaigns/" + campaign + "/proof/chain");

        assertThat(CsvTable.parse(export.body()).lines().stream()
                        .skip(1)
                        .map(line -> line.get(1))
                        .distinct())
                .hasSize(20_000);
        assertThat(chain.body().lines()).hasSize(20_001).last().asString().startsWith("20000,");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/counters", "/vouchers", "/vouchers.csv"})
    void onlyAnAdministratorSeesThem(String report) {
        var user = new Client(port, token(7, "Bob"));

        assertThat(Client.problem(403, user.get(path + report))).isEqualTo("FORBIDDEN");
        assertThat(Client.problem(404, admin.get("/api/v1/admin/campaigns/999999" + report)))
                .isEqualTo("NOT_FOUND");
    }

    /** Slots 1 to 5: active, held, used, expired, revoked. */
    private void oneOfEachStatus() {
        ledger.record(now, 11, 12, 13, 14, 15);
        jdbc.sql("UPDATE vouchers SET held_until = :until, hold_id = :hold WHERE slot = 2")
                .param("until", utc(now.plusSeconds(60)))
                .param("hold", new byte[16])
                .update();
        jdbc.sql("UPDATE vouchers SET used_at = :now WHERE slot = 3")
                .param("now", utc(now))
                .update();
        jdbc.sql("""
                        INSERT INTO redemptions (voucher_id, order_id, redeemed_by, order_amount, discount_amount, currency,
                                                 redeemed_at)
                        SELECT id, 'order-1', user_id, 10, 3, 'EUR', :now FROM vouchers WHERE slot = 3
                        """).param("now", utc(now)).update();
        jdbc.sql("UPDATE vouchers SET expires_at = :then WHERE slot = 4")
                .param("then", utc(now.minusSeconds(1)))
                .update();
        ledger.revoke(jdbc.sql("SELECT id FROM vouchers WHERE slot = 5")
                .query(Long.class)
                .single());
    }

    private static List<Long> users(JsonNode page) {
        var users = new ArrayList<Long>();
        page.at("/items").forEach(voucher -> users.add(voucher.at("/userId").longValue()));
        return users;
    }
}
