package dev.promo.promotion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promo.promotion.RecordedStatements.Statement;
import dev.promo.promotion.voucher.LedgerFixture;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;

/** Asks the database how it finds the rows of every statement that the service sends, with many rows in its tables. */
class QueryPlansIT extends PromotionServiceTest {

    private static final Pattern LARGE_TABLE = Pattern.compile(
            "\\b(vouchers|first_logins|erased_people)\\b(?:\\s+(?:AS\\s+)?(?!(?:WHERE|SET|ON|JOIN|LEFT|GROUP|ORDER|USING)\\b)(\\w+))?");

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
    void manyRows() {
        ledger = LedgerFixture.in(context);
        admin = new Client(port, token(1, "Owner", "ADMIN"));
        var other = campaign(1_000_000, now.minusSeconds(3600), now.plusSeconds(3600));
        for (var from = 1L; from <= 6_000; from += 1_000) {
            ledger.record(now, LongStream.range(from, from + 1_000).toArray());
        }
        jdbc.sql("UPDATE campaigns SET ends_at = :now WHERE id = :id")
                .param("now", utc(now))
                .param("id", other)
                .update();
        campaign = campaign(20, now.minusSeconds(3600), now.plusSeconds(3600));
        ledger.record(now, LongStream.range(10_001, 10_011).toArray());
        path = "/api/v1/admin/campaigns/" + campaign;
        jdbc.sql(
                        "INSERT INTO erased_people (user_id, erased_at) SELECT user_id + 100000, occurred_at FROM first_logins")
                .update();
        jdbc.sql("ANALYZE TABLE vouchers, first_logins, erased_people").query().listOfRows();
    }

    @Test
    void issuingAndServingWhoWaitsReadsNoTableInFull() {
        assertThat(fullScansDuring(() -> {
                    ledger.record(now, LongStream.range(20_001, 20_021).toArray());
                    ledger.record(now, LongStream.range(20_021, 20_031).toArray());
                    ledger.revoke(voucherOf(10_001));
                    jdbc.sql("UPDATE campaigns SET total_vouchers = 25, backlog = TRUE WHERE id = " + campaign)
                            .update();
                    ledger.serve(campaign);
                }))
                .isEmpty();
    }

    @Test
    void whatAPersonReadsReadsNoTableInFull() {
        var person = new Client(port, token(10_001, "Ada"));
        assertThat(fullScansDuring(() -> {
                    Client.ok(person.get("/api/v1/home"));
                    Client.ok(person.get("/api/v1/vouchers"));
                    Client.ok(person.get("/api/v1/vouchers?status=active"));
                }))
                .isEmpty();
    }

    @Test
    void whatAnOwnerReadsAndDoesReadsNoTableInFull() {
        assertThat(fullScansDuring(() -> {
                    Client.ok(admin.get(path + "/vouchers"));
                    Client.ok(admin.get(path + "/vouchers?status=held"));
                    assertThat(admin.get(path + "/vouchers.csv").statusCode()).isEqualTo(200);
                    assertThat(admin.get("/api/v1/campaigns/" + campaign + "/proof/chain")
                                    .statusCode())
                            .isEqualTo(200);
                    Client.ok(admin.post(path + "/vouchers", "text/csv", "userId\n30001\n10001\n"));
                    Client.ok(admin.post(
                            "/api/v1/admin/vouchers/" + voucherOf(10_002) + "/revoke", "{\"reason\":\"any\"}"));
                    Client.ok(admin.post(
                            "/api/v1/admin/vouchers/" + voucherOf(10_003) + "/extend",
                            "{\"expiresAt\":\"2999-01-01T00:00:00Z\"}"));
                }))
                .isEmpty();
    }

    @Test
    void whatCountsClaimsReadsTheInboxOnlyFromWhereTheCampaignWasOffered() {
        assertThat(fullScansDuring(() -> {
                    Client.ok(admin.get(path + "/counters"));
                    Client.ok(admin.get("/api/v1/campaigns/" + campaign + "/proof"));
                }))
                .isEmpty();
    }

    @Test
    void aWholeTableIsSeenAsSuch() {
        assertThat(fullScansDuring(() -> {
                    assertThat(jdbc.sql("SELECT COUNT(*) FROM vouchers v WHERE v.code LIKE :code")
                                    .param("code", "%X%")
                                    .query(Long.class)
                                    .single())
                            .isNotNegative();
                    assertThat(jdbc.sql("SELECT COUNT(*) FROM first_logins WHERE log_offset = :offset")
                                    .param("offset", 7)
                                    .query(Long.class)
                                    .single())
                            .isNotNegative();
                }))
                .hasSize(2);
    }

    private List<String> fullScansDuring(Runnable work) {
        var scans = new ArrayList<String>();
        for (var statement : statements.during(work)) {
            var sql = statement.sql();
            if (LARGE_TABLE.matcher(sql).find() && !sql.stripLeading().startsWith("INSERT")) {
                explain(statement).stream()
                        .filter(step -> isFullScan(sql, step))
                        .forEach(step -> scans.add(sql + "\n  " + step));
            }
        }
        return scans;
    }

    private List<Step> explain(Statement statement) {
        return jdbc.sql("EXPLAIN FORMAT=TRADITIONAL " + statement.sql())
                .params(new ArrayList<>(statement.parameters()))
                .query((row, n) -> new Step(row.getString("table"), row.getString("type"), row.getString("key")))
                .list();
    }

    /** What the database does with one table. */
    private record Step(
            @Nullable String table,
            @Nullable String type,
            @Nullable String key) {}

    private static boolean isFullScan(String sql, Step step) {
        var names = new HashMap<String, String>();
        LARGE_TABLE.matcher(sql).results().forEach(found -> {
            names.put(found.group(1), found.group(1));
            if (found.group(2) != null) {
                names.put(found.group(2), found.group(1));
            }
        });
        return names.containsKey(String.valueOf(step.table()))
                && ("ALL".equals(step.type()) || "index".equals(step.type()));
    }

    private long voucherOf(long user) {
        return jdbc.sql("SELECT id FROM vouchers WHERE user_id = :user AND campaign_id = :campaign")
                .param("user", user)
                .param("campaign", campaign)
                .query(Long.class)
                .single();
    }
}
