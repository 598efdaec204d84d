package dev.promo.promotion.campaign;

import static dev.promo.promotion.campaign.CampaignJson.march;
import static dev.promo.promotion.campaign.CampaignJson.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.promo.promotion.Api;
import dev.promo.promotion.Api.Answer;
import dev.promo.promotion.PromotionServiceTest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CampaignAdminIT extends PromotionServiceTest {

    private static final String CAMPAIGNS = "/api/v1/admin/campaigns";
    private static final long OWNER = 42;

    @LocalServerPort
    private int port;

    private Api owner;

    @BeforeEach
    void comeIn() {
        owner = new Api(port, token(OWNER, "Olga Owner", "USER", "ADMIN"));
    }

    @Test
    void aCreatedCampaignIsAnsweredWithItsAddressItsETagAndAllItsTerms() {
        var made = owner.post(CAMPAIGNS, """
                {"name": "MARCH", "description": "For the spring",
                 "startsAt": "2026-03-01T07:00:00.000001+07:00", "endsAt": "2026-04-01T00:00:00Z",
                 "totalVouchers": 10,
                 "discount": {"type": "PERCENT", "value": 12.50, "currency": "EUR", "cap": 20.0, "minimumOrder": 30,
                              "rounding": "DOWN"},
                 "voucherValidity": {"duration": "P1DT12H"},
                 "rollbackPolicy": "BURN",
                 "eligibility": {"registeredAfter": "2026-01-01T00:00:00Z", "birthMonth": 3}}
                """);

        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        var id = made.json().at("/id").longValue();
        assertThat(made.header("Location")).isEqualTo(CAMPAIGNS + "/" + id);
        assertThat(made.header("ETag")).isEqualTo("\"1\"");
        var createdAt = made.text("/createdAt");
        assertThat(made.json()).isEqualTo(JsonMapper.shared().readTree("""
                {"id": %d, "name": "MARCH", "description": "For the spring",
                 "startsAt": "2026-03-01T00:00:00.000001Z", "endsAt": "2026-04-01T00:00:00Z",
                 "totalVouchers": 10,
                 "discount": {"type": "PERCENT", "value": 12.5, "currency": "EUR", "cap": 20, "minimumOrder": 30,
                              "rounding": "DOWN"},
                 "voucherValidity": {"duration": "P1DT12H"},
                 "rollbackPolicy": "BURN",
                 "eligibility": {"registeredAfter": "2026-01-01T00:00:00Z", "birthMonth": 3},
                 "state": "ACTIVE", "pauses": [], "version": 1, "createdAt": "%s"}
                """.formatted(id, createdAt)));
        var read = owner.get(made.header("Location"));
        assertThat(read.json()).isEqualTo(made.json());
        assertThat(read.header("ETag")).isEqualTo("\"1\"");
    }

    @Test
    void vouchersCanHaveOneFixedEnd() {
        var made = owner.post(
                CAMPAIGNS,
                with(march("MARCH"), "voucherValidity", "{\"until\": \"2026-12-31T23:59:59+00:00\"}")
                        .toString());

        assertThat(made.json().at("/voucherValidity").toString()).isEqualTo("{\"until\":\"2026-12-31T23:59:59Z\"}");
    }

    @Test
    void everyBrokenRuleIsReportedAtOnce() {
        var answer = owner.post(CAMPAIGNS, """
                {"name": " ", "startsAt": "2026-03-01T00:00:00", "totalVouchers": -1,
                 "discount": {"type": "PERCENT", "value": 101}, "voucherValidity": {"duration": "P1M"}}
                """);

        assertThat(answer.problem())
                .isEqualTo("400 INVALID_REQUEST name:REQUIRED startsAt:FORMAT endsAt:REQUIRED totalVouchers:RANGE"
                        + " discount.value:RANGE voucherValidity.duration:FIXED_LENGTH");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "color          | \"red\"      | color:UNKNOWN_FIELD",
                "discount.gift  | true         | discount.gift:UNKNOWN_FIELD",
                "totalVouchers  | \"10\"       | totalVouchers:TYPE",
                "totalVouchers  | 1.5          | totalVouchers:TYPE",
                "totalVouchers  | 10000000000  | totalVouchers:TYPE",
                "discount.value | \"30\"       | discount.value:TYPE",
                "name           | 7            | name:TYPE",
                "discount       | []           | discount:TYPE",
            })
    void unknownFieldsAndWrongTypesAreRefused(String field, String value, String expected) {
        assertThat(owner.post(CAMPAIGNS, with(march("MARCH"), field, value).toString())
                        .problem())
                .isEqualTo("400 INVALID_REQUEST " + expected);
    }

    @Test
    void aNameIsTakenOnlyOnce() {
        make("MARCH");
        var other = make("APRIL");

        assertThat(owner.post(CAMPAIGNS, march("MARCH").toString()).problem()).isEqualTo("409 NAME_TAKEN name:UNIQUE");
        assertThat(replace(other, march("MARCH")).problem()).isEqualTo("409 NAME_TAKEN name:UNIQUE");
        assertThat(owner.post(other + "/clone", """
                {"name": "MARCH", "startsAt": "2026-03-01T00:00:00Z", "endsAt": "2026-04-01T00:00:00Z"}
                """).problem()).isEqualTo("409 NAME_TAKEN name:UNIQUE");
        assertThat(audit(other)).isEqualTo(List.of("CREATED"));
    }

    @Test
    void theListIsReadPageByPageNewestFirst() {
        var made = IntStream.rangeClosed(1, 5).mapToObj(n -> "C" + n).toList();
        made.forEach(this::make);

        var seen = new ArrayList<List<String>>();
        var next = CAMPAIGNS + "?limit=2";
        while (!next.isEmpty()) {
            var page = owner.get(next);
            seen.add(texts(page, "name"));
            var cursor = page.text("/nextCursor");
            next = cursor.isEmpty() ? "" : CAMPAIGNS + "?limit=2&cursor=" + cursor;
        }

        assertThat(seen).isEqualTo(List.of(List.of("C5", "C4"), List.of("C3", "C2"), List.of("C1")));
        assertThat(owner.get(CAMPAIGNS + "?limit=5").json().has("nextCursor")).isFalse();
    }

    @Test
    void theListCanBeNarrowedToAState() {
        make("RUNNING");
        owner.post(make("PAUSED") + "/pause", "");
        owner.post(make("ARCHIVED") + "/archive", "");

        assertThat(texts(owner.get(CAMPAIGNS + "?state=ACTIVE"), "name")).containsExactly("RUNNING");
        assertThat(texts(owner.get(CAMPAIGNS + "?state=PAUSED"), "name")).containsExactly("PAUSED");
        assertThat(texts(owner.get(CAMPAIGNS + "?state=ARCHIVED"), "name")).containsExactly("ARCHIVED");
    }

    @ParameterizedTest
    @CsvSource({
        "?limit=0, limit:RANGE",
        "?limit=201, limit:RANGE",
        "?limit=x, limit:FORMAT",
        "?cursor=x, cursor:FORMAT",
        "?cursor=, cursor:FORMAT",
        "?state=active, state:ONE_OF",
    })
    void aBrokenParameterOfTheListIsRefusedByName(String query, String expected) {
        assertThat(owner.get(CAMPAIGNS + query).problem()).isEqualTo("400 INVALID_REQUEST " + expected);
    }

    @Test
    void aReplacedDefinitionIsTheNextVersion() {
        var campaign = make("MARCH");

        var replaced = owner.put(
                campaign,
                with(with(march("SPRING"), "totalVouchers", "20"), "description", "\"More of it\"")
                        .toString(),
                "If-Match",
                "\"1\"");

        assertThat(replaced.status()).as(replaced.toString()).isEqualTo(200);
        assertThat(replaced.header("ETag")).isEqualTo("\"2\"");
        assertThat(replaced.text("/name")).isEqualTo("SPRING");
        assertThat(replaced.text("/description")).isEqualTo("More of it");
        assertThat(replaced.text("/updatedAt")).isNotEmpty();
        assertThat(owner.get(campaign).json()).isEqualTo(replaced.json());
    }

    @Test
    void replacingLeavesNothingOfTheOldDefinition() {
        var campaign = make(with(march("MARCH"), "description", "\"old\""));

        assertThat(replace(campaign, march("MARCH")).json().has("description")).isFalse();
    }

    @Test
    void replacingWithTheSameDefinitionIsNoChange() {
        var campaign = make("MARCH");

        var answer = replace(campaign, march("MARCH"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("ETag")).isEqualTo("\"1\"");
        assertThat(audit(campaign)).isEqualTo(List.of("CREATED"));
    }

    @Test
    void whoHasNotReadTheCampaignCannotReplaceIt() {
        var campaign = make("MARCH");
        var body = march("SPRING").toString();

        assertThat(owner.put(campaign, body).problem()).isEqualTo("428 PRECONDITION_REQUIRED");
        assertThat(owner.put(campaign, body, "If-Match", "\"2\"").problem()).isEqualTo("412 PRECONDITION_FAILED");
        assertThat(owner.put(campaign, body, "If-Match", "\"other\"").problem()).isEqualTo("412 PRECONDITION_FAILED");
        assertThat(owner.put(campaign, body, "If-Match", "W/\"1\"").problem())
                .isEqualTo("400 INVALID_REQUEST If-Match:STRONG_ETAG");
        assertThat(owner.put(campaign, body, "If-Match", "1").problem())
                .isEqualTo("400 INVALID_REQUEST If-Match:STRONG_ETAG");
        assertThat(owner.get(campaign).text("/name")).isEqualTo("MARCH");
    }

    @Test
    void anyVersionCanBeReplacedByWhoAsksForThat() {
        var campaign = make("MARCH");
        owner.post(campaign + "/pause", "");

        assertThat(owner.put(campaign, march("SPRING").toString(), "If-Match", "*")
                        .header("ETag"))
                .isEqualTo("\"3\"");
        assertThat(owner.put(campaign, march("SUMMER").toString(), "If-Match", "\"1\", \"3\"")
                        .header("ETag"))
                .isEqualTo("\"4\"");
    }

    @Test
    void ofTwentyWhoReplaceTheVersionTheyAllReadExactlyOneWins() throws Exception {
        var campaign = make("MARCH");
        List<Callable<Integer>> rivals = IntStream.rangeClosed(1, 20)
                .<Callable<Integer>>mapToObj(rival ->
                        () -> owner.put(campaign, march("BY-" + rival).toString(), "If-Match", "\"1\"")
                                .status())
                .toList();

        var statuses = new ArrayList<Integer>();
        try (var pool = Executors.newFixedThreadPool(20)) {
            for (var done : pool.invokeAll(rivals)) {
                statuses.add(done.get());
            }
        }

        assertThat(statuses).hasSize(20).containsOnlyOnce(200).containsOnly(200, 412);
        assertThat(audit(campaign)).isEqualTo(List.of("UPDATED", "CREATED"));
        assertThat(owner.get(campaign).header("ETag")).isEqualTo("\"2\"");
    }

    @Test
    void aQuotaBelowWhatIsIssuedIsRefusedWithBothNumbers() {
        var campaign = make("MARCH");
        issued(campaign, 7);

        var refused = replace(campaign, with(march("MARCH"), "totalVouchers", "6"));

        assertThat(refused.problem()).isEqualTo("409 QUOTA_BELOW_ISSUED totalVouchers:MIN");
        assertThat(refused.text("/detail")).contains("7 vouchers").contains("quota of 6");
        assertThat(replace(campaign, with(march("MARCH"), "totalVouchers", "7")).status())
                .isEqualTo(200);
    }

    @Test
    void theStartIsSettledOnceAVoucherIsIssuedAndTheEndIsNot() {
        var campaign = make("MARCH");
        var earlier = with(march("MARCH"), "startsAt", "\"2026-02-28T23:59:59.999999Z\"");
        assertThat(replace(campaign, earlier).status()).isEqualTo(200);
        issued(campaign, 1);

        assertThat(replace(campaign, march("MARCH")).problem()).isEqualTo("409 CAMPAIGN_STARTED startsAt:SETTLED");
        assertThat(replace(campaign, with(earlier, "endsAt", "\"2026-05-01T00:00:00Z\""))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aPauseBeginsAndEndsOnceHoweverOftenItIsAskedFor() {
        var campaign = make("MARCH");

        var paused = owner.post(campaign + "/pause", "");
        var pausedAgain = owner.post(campaign + "/pause", "");
        var resumed = owner.post(campaign + "/resume", "");
        var resumedAgain = owner.post(campaign + "/resume", "");

        assertThat(paused.text("/state")).isEqualTo("PAUSED");
        assertThat(paused.json().at("/pauses/0").has("until")).isFalse();
        assertThat(pausedAgain.json()).isEqualTo(paused.json());
        assertThat(resumed.text("/state")).isEqualTo("ACTIVE");
        assertThat(resumed.text("/pauses/0/from")).isEqualTo(paused.text("/pauses/0/from"));
        assertThat(Instant.parse(resumed.text("/pauses/0/until")))
                .isAfterOrEqualTo(Instant.parse(resumed.text("/pauses/0/from")));
        assertThat(resumedAgain.json()).isEqualTo(resumed.json());
        assertThat(resumedAgain.header("ETag")).isEqualTo("\"3\"");
        assertThat(audit(campaign)).isEqualTo(List.of("RESUMED", "PAUSED", "CREATED"));
    }

    @Test
    void archivingIsFinal() {
        var campaign = make("MARCH");

        var archived = owner.post(campaign + "/archive", "");

        assertThat(archived.text("/state")).isEqualTo("ARCHIVED");
        assertThat(archived.json().at("/pauses")).hasSize(1);
        assertThat(owner.post(campaign + "/archive", "").json()).isEqualTo(archived.json());
        assertThat(owner.post(campaign + "/resume", "").problem()).isEqualTo("409 CAMPAIGN_ARCHIVED");
        assertThat(owner.post(campaign + "/pause", "").problem()).isEqualTo("409 CAMPAIGN_ARCHIVED");
        assertThat(owner.put(campaign, march("SPRING").toString(), "If-Match", "*")
                        .problem())
                .isEqualTo("409 CAMPAIGN_ARCHIVED");
        assertThat(owner.post(campaign + "/backfill", "{}").problem()).isEqualTo("409 CAMPAIGN_ARCHIVED");
        assertThat(audit(campaign)).isEqualTo(List.of("ARCHIVED", "CREATED"));
    }

    @Test
    void aPausedCampaignIsArchivedWithinItsPause() {
        var campaign = make("MARCH");
        var paused = owner.post(campaign + "/pause", "");

        assertThat(owner.post(campaign + "/archive", "").json().at("/pauses"))
                .isEqualTo(paused.json().at("/pauses"));
    }

    @Test
    void aCloneHasTheSameTermsAtAnotherTimeAndNothingOfWhatWasGiven() {
        var campaign = make(with(march("MARCH"), "eligibility", "{\"birthMonth\": 3}"));
        issued(campaign, 7);
        owner.post(campaign + "/archive", "");

        var copy = owner.post(campaign + "/clone", """
                {"name": "APRIL", "startsAt": "2026-04-01T00:00:00Z", "endsAt": "2026-05-01T00:00:00Z"}
                """);

        assertThat(copy.status()).as(copy.toString()).isEqualTo(201);
        assertThat(copy.header("ETag")).isEqualTo("\"1\"");
        assertThat(copy.text("/name")).isEqualTo("APRIL");
        assertThat(copy.text("/startsAt")).isEqualTo("2026-04-01T00:00:00Z");
        assertThat(copy.text("/state")).isEqualTo("ACTIVE");
        assertThat(copy.json().at("/pauses").isEmpty()).isTrue();
        assertThat(copy.json().at("/eligibility").toString()).isEqualTo("{\"birthMonth\":3}");
        assertThat(copy.json().at("/totalVouchers").intValue()).isEqualTo(10);
        assertThat(number("SELECT issued FROM campaigns WHERE id = " + copy.text("/id")))
                .isZero();
        var audit = owner.get(copy.header("Location") + "/audit");
        assertThat(texts(audit, "action")).containsExactly("CLONED");
        assertThat(audit.text("/items/0/before/name")).isEqualTo("MARCH");
    }

    @Test
    void aCloneNeedsANameAndAWindow() {
        var campaign = make("MARCH");

        assertThat(owner.post(campaign + "/clone", "{}").problem())
                .isEqualTo("400 INVALID_REQUEST name:REQUIRED startsAt:REQUIRED endsAt:REQUIRED");
    }

    @Test
    void theAuditLogSaysWhoDidWhatFromWhatToWhat() {
        var campaign = make("MARCH");
        var other = new Api(port, token(43, "Otto Other", "ADMIN"));
        var before = owner.get(campaign).json();
        var after = other.put(
                        campaign, with(march("MARCH"), "totalVouchers", "20").toString(), "If-Match", "\"1\"")
                .json();

        var audit = owner.get(campaign + "/audit");

        assertThat(texts(audit, "action")).containsExactly("UPDATED", "CREATED");
        assertThat(audit.json().at("/items/0/who").longValue()).isEqualTo(43);
        assertThat(audit.text("/items/0/when")).isEqualTo(after.at("/updatedAt").asString());
        assertThat(audit.json().at("/items/0/before")).isEqualTo(before);
        assertThat(audit.json().at("/items/0/after")).isEqualTo(after);
        assertThat(audit.json().at("/items/1/who").longValue()).isEqualTo(OWNER);
        assertThat(audit.json().at("/items/1").has("before")).isFalse();
        assertThat(audit.json().at("/items/1/after")).isEqualTo(before);
    }

    @Test
    void theAuditLogIsReadPageByPage() {
        var campaign = make("MARCH");
        owner.post(campaign + "/pause", "");
        owner.post(campaign + "/resume", "");

        var first = owner.get(campaign + "/audit?limit=2");
        var second = owner.get(campaign + "/audit?limit=2&cursor=" + first.text("/nextCursor"));

        assertThat(texts(first, "action")).containsExactly("RESUMED", "PAUSED");
        assertThat(texts(second, "action")).containsExactly("CREATED");
        assertThat(second.json().has("nextCursor")).isFalse();
    }

    @Test
    void everyChangeIsToldInOrderAndNothingElse() {
        var campaign = make("MARCH");
        replace(campaign, with(march("MARCH"), "totalVouchers", "20"));
        owner.post(campaign + "/pause", "");
        owner.post(campaign + "/pause", "");
        owner.post(campaign + "/resume", "");
        owner.post(campaign + "/archive", "");
        owner.post(campaign + "/resume", "");

        var told = jdbc.sql(
                        "SELECT data FROM outbox WHERE topic = 'promotion.campaign' AND record_key = :id ORDER BY id")
                .param("id", campaign.substring(CAMPAIGNS.length() + 1))
                .query((row, n) -> JsonMapper.shared().readTree(row.getBytes("data")))
                .list();

        assertThat(told)
                .extracting(event -> event.at("/change").asString() + " "
                        + event.at("/version").intValue() + " "
                        + event.at("/definition/state").asString() + " "
                        + event.at("/definition/totalVouchers").intValue())
                .containsExactly(
                        "CREATED 1 ACTIVE 10",
                        "UPDATED 2 ACTIVE 20",
                        "PAUSED 3 PAUSED 20",
                        "RESUMED 4 ACTIVE 20",
                        "ARCHIVED 5 ARCHIVED 20");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/pause", "/resume", "/archive"})
    void anUnknownCampaignCannotBeChanged(String action) {
        assertThat(owner.post(CAMPAIGNS + "/999999999" + action, "").problem()).isEqualTo("404 NOT_FOUND");
    }

    @Test
    void anUnknownCampaignIsNotFound() {
        var unknown = CAMPAIGNS + "/999999999";

        assertThat(owner.get(unknown).problem()).isEqualTo("404 NOT_FOUND");
        assertThat(owner.get(unknown + "/audit").problem()).isEqualTo("404 NOT_FOUND");
        assertThat(owner.put(unknown, march("MARCH").toString(), "If-Match", "*")
                        .problem())
                .isEqualTo("404 NOT_FOUND");
        assertThat(owner.post(unknown + "/backfill", "{}").problem()).isEqualTo("404 NOT_FOUND");
        assertThat(owner.post(unknown + "/clone", """
                {"name": "APRIL", "startsAt": "2026-04-01T00:00:00Z", "endsAt": "2026-05-01T00:00:00Z"}
                """).problem()).isEqualTo("404 NOT_FOUND");
        assertThat(owner.get(CAMPAIGNS + "/one").problem()).isEqualTo("400 INVALID_REQUEST id:FORMAT");
    }

    @Test
    void nobodyButAnAdminComesIn() {
        var campaign = make("MARCH");
        var user = new Api(port, token(7, "Uwe User"));
        var stranger = new Api(port, "");

        for (var path : List.of(CAMPAIGNS, campaign, campaign + "/audit")) {
            assertThat(user.get(path).problem()).isEqualTo("403 FORBIDDEN");
            assertThat(stranger.get(path).problem()).isEqualTo("401 UNAUTHENTICATED");
        }
        for (var path : List.of("/pause", "/resume", "/archive", "/clone", "/backfill")) {
            assertThat(user.post(campaign + path, "{}").problem()).isEqualTo("403 FORBIDDEN");
        }
        assertThat(user.post(CAMPAIGNS, march("MINE").toString()).problem()).isEqualTo("403 FORBIDDEN");
        assertThat(user.put(campaign, march("MINE").toString(), "If-Match", "*").problem())
                .isEqualTo("403 FORBIDDEN");
        assertThat(owner.get(CAMPAIGNS).json().at("/items")).hasSize(1);
    }

    /** Returns its address. */
    private String make(String name) {
        return make(march(name));
    }

    private String make(JsonNode definition) {
        var made = owner.post(CAMPAIGNS, definition.toString());
        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        return made.header("Location");
    }

    /** Replaces the version that there is. */
    private Answer replace(String campaign, JsonNode definition) {
        return owner.put(
                campaign, definition.toString(), "If-Match", owner.get(campaign).header("ETag"));
    }

    private void issued(String campaign, int count) {
        jdbc.sql("UPDATE campaigns SET issued = :count WHERE id = :id")
                .param("count", count)
                .param("id", campaign.substring(CAMPAIGNS.length() + 1))
                .update();
    }

    private List<String> audit(String campaign) {
        return texts(owner.get(campaign + "/audit"), "action");
    }

    private int number(String query) {
        return jdbc.sql(query).query(Integer.class).single();
    }

    private static List<String> texts(Answer page, String field) {
        var texts = new ArrayList<String>();
        page.json().at("/items").forEach(item -> texts.add(item.at("/" + field).asString()));
        return texts;
    }
}
