package dev.promo.promotion.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.promo.events.FirstLogin;
import dev.promo.events.FirstLoginFormat;
import dev.promo.local.testing.TestBackends;
import dev.promo.promotion.Api;
import dev.promo.promotion.Client;
import dev.promo.promotion.PromotionServiceTest;
import dev.promo.promotion.campaign.CampaignJson;
import dev.promo.promotion.campaign.CampaignRows;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What replays find in ledgers that are sound and in such as were damaged, and what they do about it. */
class ReplayIT extends PromotionServiceTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final TopicPartition SOURCE = new TopicPartition(FirstLogin.TOPIC, 0);
    private static final AtomicLong USERS = new AtomicLong(5_000_000);
    private static final Instant IN_MARCH = Instant.parse("2026-03-10T00:00:00Z");
    private static final String PATH = "/api/v1/admin/replays";

    @LocalServerPort
    private int port;

    @Autowired
    private KafkaListenerEndpointRegistry listeners;

    @Autowired
    private DataSource database;

    @Autowired
    private LogReader log;

    @Autowired
    private ReplayPlanner planner;

    @Autowired
    private CampaignRows campaigns;

    @Autowired
    private JsonMapper json;

    private final Admin kafka = Admin.create(Map.of("bootstrap.servers", TestBackends.kafkaBootstrapServers()));
    private final KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
            Map.of("bootstrap.servers", TestBackends.kafkaBootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer());

    private final List<Future<?>> sent = new ArrayList<>();
    private Api admin = new Api(0, "");
    private long campaign;
    private long begin;

    /** Records of earlier tests are past the live consumer and belong to ledgers that are gone. */
    @BeforeEach
    void campaignBesideALogOfItsOwn() throws Exception {
        admin = new Api(port, token(1, "Ada", "ADMIN"));
        begin = endOfLog();
        await().atMost(PATIENCE).until(() -> committed() == begin);
        kafka.deleteRecords(Map.of(SOURCE, RecordsToDelete.beforeOffset(begin)))
                .all()
                .get();
        holdProofCheck("UTC_TIMESTAMP(3) + INTERVAL 1 HOUR");
        emptyLedger();
        campaign = create("MARCH-" + UUID.randomUUID(), 10);
    }

    /** It gives vouchers to those who lack one, also where a test has just taken it away. */
    private void holdProofCheck(String until) {
        jdbc.sql("INSERT INTO shedlock (name, lock_until, locked_at, locked_by)"
                        + " VALUES ('proof-check', " + until + ", UTC_TIMESTAMP(3), 'a test')"
                        + " ON DUPLICATE KEY UPDATE lock_until = VALUES(lock_until)")
                .update();
    }

    @AfterEach
    void close() throws Exception {
        holdProofCheck("UTC_TIMESTAMP(3) - INTERVAL 1 SECOND");
        requireNonNull(listeners.getListenerContainer("first-logins")).start();
        producer.close();
        kafka.close();
    }

    @Test
    void aSoundLedgerIsWhatTheLogSaysAndIsNotTouched() {
        var people = loggedIn(15);
        poison();
        poison();
        loggedInAgain(people.getFirst());
        var last = loggedIn(1);
        before(last);

        var report = report(replay());

        assertThat(report.at("/equal").booleanValue()).isTrue();
        assertThat(report.at("/records").longValue()).isEqualTo(19);
        assertThat(report.at("/firstLogins").longValue()).isEqualTo(16);
        assertThat(report.at("/repeated").longValue()).isEqualTo(1);
        assertThat(report.at("/malformed").longValue()).isEqualTo(2);
        assertThat(report.at("/malformedExamples/0/reason").asString()).endsWith(".");
        assertThat(outcome(report))
                .isEqualTo("would issue 0, already issued 10, sold out 6, not eligible 0, differs 0");
        assertThat(report.at("/ledgerAfter").asString())
                .hasSize(64)
                .isEqualTo(report.at("/ledgerBefore").asString())
                .isEqualTo(report.at("/rebuilt").asString());
    }

    @Test
    void aLedgerWithALongHistoryIsComputedAgainToTheLastRow() {
        loggedIn(4);
        revoke(2);
        loggedIn(3);
        post("/api/v1/admin/campaigns/" + campaign + "/pause");
        loggedIn(2);
        post("/api/v1/admin/campaigns/" + campaign + "/resume");
        revoke(5);
        bulk(9_000_001, 9_000_002);
        loggedIn(6);
        setTotal(14);
        var second = create("SECOND-" + UUID.randomUUID(), 5);
        loggedIn(3);
        assertThat(admin.post("/api/v1/admin/campaigns/" + second + "/backfill", "{\"dryRun\": false}")
                        .status())
                .isEqualTo(200);
        settled();
        revoke(3);
        settled();

        assertThat(count("ledger_steps WHERE kind = 'GIVEN'")).isPositive();
        for (var kind : List.of(rebuild(), replay())) {
            var report = report(kind);
            assertThat(report.at("/equal").booleanValue())
                    .as(report.toPrettyString())
                    .isTrue();
            assertThat(report.at("/rebuilt").asString())
                    .isEqualTo(report.at("/ledgerAfter").asString())
                    .isEqualTo(report.at("/ledgerBefore").asString());
        }
    }

    @Test
    void aVoucherThatIsGoneIsReportedAndComesBack() {
        var people = loggedIn(12);
        jdbc.sql("DELETE FROM vouchers WHERE slot = 4").update();

        var found = run(replay());
        var report = found.at("/report");
        assertThat(differences(report)).containsExactly("VOUCHER_MISSING " + people.get(3));
        assertThat(outcome(report)).isEqualTo("would issue 0, already issued 9, sold out 2, not eligible 0, differs 1");
        assertThat(report.at("/ledgerAfter").asString())
                .isEqualTo(report.at("/ledgerBefore").asString())
                .isNotEqualTo(report.at("/rebuilt").asString());

        var applied = apply(found);

        assertThat(applied.at("/state").asString()).isEqualTo("DONE");
        assertThat(applied.at("/report/applied/repaired/VOUCHER_MISSING").longValue())
                .isEqualTo(1);
        assertThat(applied.at("/report/ledgerAfter").asString())
                .isEqualTo(applied.at("/report/rebuilt").asString());
        assertThat(winners(campaign)).isEqualTo(people.subList(0, 10));
        assertThat(isEqual()).isTrue();
        assertThat(admin.post(PATH + "/" + found.at("/id").longValue() + "/apply", "")
                        .json())
                .isNotNull();
    }

    @Test
    void slotsThatWereChangedAreReportedAndChangedBack() {
        var people = loggedIn(10);
        exchangeSlots(2, 7);
        jdbc.sql("UPDATE vouchers SET slot = 77, discount_value = 99 WHERE slot = 5")
                .update();

        var found = run(rebuild());

        assertThat(differences(found.at("/report")))
                .containsExactly(
                        "VOUCHER_DIFFERS " + people.get(1),
                        "VOUCHER_DIFFERS " + people.get(4),
                        "VOUCHER_DIFFERS " + people.get(6),
                        "COUNTERS_DIFFER ");
        apply(found);
        assertThat(winners(campaign)).isEqualTo(people);
        assertThat(isEqual()).isTrue();
    }

    @Test
    void rowsThatTheLogDoesNotKnowAreReportedAndTakenAway() {
        var people = loggedIn(3);
        jdbc.sql("""
                        INSERT INTO vouchers (campaign_id, slot, user_id, code, discount_type, discount_value, issued_at,
                                              expires_at)
                        SELECT campaign_id, 4, 9000009, 'AAAA-AAAA-AAAA-AAA', discount_type, discount_value, issued_at,
                               expires_at FROM vouchers WHERE slot = 1
                        """).update();
        jdbc.sql("""
                        INSERT INTO vouchers (campaign_id, slot, user_id, code, origin, discount_type, discount_value,
                                              issued_at, expires_at)
                        SELECT campaign_id, 5, 9000011, 'BBBB-BBBB-BBBB-BBB', 'BULK', discount_type, discount_value,
                               issued_at, expires_at FROM vouchers WHERE slot = 1
                        """).update();
        jdbc.sql("""
                        INSERT INTO first_logins (user_id, event_id, occurred_at, partition_id, log_offset, received_at)
                        SELECT 9000010, event_id, occurred_at, 0, 4000000000, received_at FROM first_logins LIMIT 1
                        """).update();

        var found = run(rebuild());

        assertThat(differences(found.at("/report")))
                .containsExactly(
                        "INBOX_EXTRA 9000010", "VOUCHER_EXTRA 9000009", "VOUCHER_EXTRA 9000011", "COUNTERS_DIFFER ");
        apply(found);
        assertThat(winners(campaign)).isEqualTo(people);
        assertThat(count("first_logins")).isEqualTo(3);
        assertThat(isEqual()).isTrue();
    }

    @Test
    void anExtraVoucherThatIsUsedIsReportedAndLeft() {
        loggedIn(2);
        jdbc.sql("""
                        INSERT INTO vouchers (campaign_id, slot, user_id, code, discount_type, discount_value, issued_at,
                                              expires_at, used_at)
                        SELECT campaign_id, 9, 9000009, 'AAAA-AAAA-AAAA-AAA', discount_type, discount_value, issued_at,
                               expires_at, issued_at FROM vouchers WHERE slot = 1
                        """).update();

        var found = run(rebuild());
        assertThat(differences(found.at("/report"))).contains("VOUCHER_EXTRA_IN_USE 9000009");
        apply(found);

        assertThat(count("vouchers")).isEqualTo(3);
    }

    @Test
    void rowsOfTheInboxThatAreGoneComeBackToTheirPlaces() {
        var people = loggedIn(14);
        var before = jdbc.sql("SELECT seq, user_id FROM first_logins ORDER BY seq")
                .query()
                .listOfRows();
        jdbc.sql("DELETE FROM first_logins WHERE user_id IN (:people)")
                .param("people", List.of(people.get(2), people.get(3), people.get(11), people.get(12)))
                .update();
        jdbc.sql("DELETE FROM vouchers WHERE slot = 4").update();

        var found = run(replay());

        assertThat(differences(found.at("/report")))
                .containsExactly(
                        "INBOX_MISSING " + people.get(2),
                        "INBOX_MISSING " + people.get(3),
                        "INBOX_MISSING " + people.get(11),
                        "INBOX_MISSING " + people.get(12),
                        "VOUCHER_MISSING " + people.get(3));
        assertThat(outcome(found.at("/report")))
                .isEqualTo("would issue 1, already issued 9, sold out 4, not eligible 0, differs 0");
        apply(found);
        assertThat(jdbc.sql("SELECT seq, user_id FROM first_logins ORDER BY seq")
                        .query()
                        .listOfRows())
                .isEqualTo(before);
        assertThat(isEqual()).isTrue();
    }

    @Test
    void peopleWhomTheConsumerWasMadeToSkipGetWhatIsLeftNow() throws Exception {
        loggedIn(3);
        var skipped = skip(4);
        loggedIn(5);

        var found = run(replay());

        assertThat(found.at("/report/undecided").longValue()).isEqualTo(4);
        assertThat(outcome(found.at("/report")))
                .isEqualTo("would issue 2, already issued 8, sold out 2, not eligible 0, differs 0");
        var applied = apply(found);
        assertThat(applied.at("/report/applied/decided").longValue()).isEqualTo(4);
        assertThat(winners(campaign)).hasSize(10).endsWith(skipped.get(0), skipped.get(1));
        assertThat(count("first_logins")).isEqualTo(12);
        // their places are behind those of people who come after them in the log
        assertThat(isEqual()).isTrue();
        assertThat(report(replay(begin + 7, begin + 12)).at("/equal").booleanValue())
                .isTrue();
    }

    @Test
    void theLastRowOfARangeIsMissedThoughNothingInTheRangeComesAfterIt() {
        var people = loggedIn(14);
        forget(people.get(12));

        assertThat(differences(report(replay(begin + 10, begin + 13))))
                .containsExactly("INBOX_MISSING " + people.get(12));
    }

    @Test
    void aRangeIsLookedAtThoughAllOfItsRowsAreGone() {
        var people = loggedIn(14);
        forget(people.get(5));
        forget(people.get(12));

        assertThat(differences(report(replay(begin + 5, begin + 6)))).containsExactly("INBOX_MISSING " + people.get(5));
        assertThat(differences(report(replay(begin + 12, begin + 13))))
                .containsExactly("INBOX_MISSING " + people.get(12));
    }

    @Test
    void somebodyWhoCameLateAndWhoseRowIsGoneKeepsTheVoucher() throws Exception {
        loggedIn(3);
        var late = skip(1);
        loggedIn(4);
        setGroupTo(begin);
        await().atMost(PATIENCE).until(() -> count("first_logins") == 8);
        loggedIn(2);
        forget(late.getFirst());

        assertThat(isEqual(replay(begin + 5, begin + 10))).isTrue();
        assertThat(differences(report(replay()))).containsExactly("INBOX_MISSING " + late.getFirst());
    }

    @Test
    void aRowThatSomebodyHasPutAsideFindsItsPlace() {
        var people = loggedIn(12);
        setPlace(people.get(3), -1);
        setPlace(people.get(10), -2);

        var found = run(rebuild());

        assertThat(differences(found.at("/report")))
                .containsExactly("INBOX_DIFFERS " + people.get(3), "INBOX_DIFFERS " + people.get(10));
        assertThat(apply(found).at("/state").asString()).isEqualTo("DONE");
        assertThat(isEqual()).isTrue();
    }

    @Test
    void whoeverIsGoneFromTheBeginningOfARangeIsNotMistakenForSomebodySkipped() {
        var people = loggedIn(12);
        loggedInAgain(people.get(2));
        loggedInAgain(people.get(11));
        loggedIn(1);
        forget(people.get(11));

        var found = run(replay(begin + 11, begin + 15));

        assertThat(differences(found.at("/report"))).containsExactly("INBOX_MISSING " + people.get(11));
        assertThat(found.at("/report/undecided").longValue()).isZero();
        assertThat(apply(found).at("/state").asString()).isEqualTo("DONE");
        assertThat(isEqual()).isTrue();
    }

    @Test
    void aVoucherThatWasRevokedInAWrongSlotStaysRevokedInItsOwn() {
        loggedIn(6);
        jdbc.sql("UPDATE vouchers SET slot = 77 WHERE slot = 5").update();
        revoke(77);
        settled();

        apply(run(rebuild()));

        assertThat(count("vouchers WHERE slot = 5 AND revoked_at IS NOT NULL")).isEqualTo(1);
        settled();
        assertThat(isEqual()).isTrue();
    }

    @Test
    void aVoucherThatWasRevokedWhileItsSlotWasAnothersIsRevokedOfItsOwner() {
        var people = loggedIn(6);
        exchangeSlots(2, 5);
        revoke(5);
        settled();

        apply(run(rebuild()));

        assertThat(slotAndState(people.get(1))).isEqualTo("2 revoked");
        assertThat(slotAndState(people.get(4))).isEqualTo("5 held");
        settled();
        assertThat(isEqual()).isTrue();
    }

    @Test
    void whoTookAnotherVoucherInsteadOfTheOneThatIsGoneGetsTheOldOneBack() {
        var people = loggedIn(12);
        jdbc.sql("DELETE FROM vouchers WHERE slot = 4").update();
        revoke(2);
        settled();
        assertThat(slotAndState(people.get(3))).isEqualTo("2 held");

        apply(run(rebuild()));

        assertThat(slotAndState(people.get(3))).isEqualTo("4 held");
        assertThat(count("free_slots WHERE slot = 2")).isEqualTo(1);
        assertThat(isEqual()).isTrue();
    }

    @Test
    void peopleWhoWereSkippedAreNotPutIntoAHoleInFrontOfOthersWhoHoldTheirSlots() throws Exception {
        var people = loggedIn(4);
        useUpPlaces(2);
        skip(2);
        people.addAll(loggedIn(7));

        var found = run(replay());

        assertThat(differences(found.at("/report"))).contains("PLACE_DISPUTED " + (people.get(3) + 1));
        assertThat(admin.post(PATH + "/" + found.at("/id").longValue() + "/apply", "")
                        .problem())
                .isEqualTo("409 PLACES_DISPUTED");
        assertThat(winners(campaign)).isEqualTo(people.subList(0, 10));
    }

    @Test
    void whoeverMayHaveHadAVoucherThatIsGoneIsNotPutBehindTheOthers() {
        var people = loggedIn(4);
        useUpPlaces(1);
        var gone = loggedIn(1).getFirst();
        useUpPlaces(1);
        people.addAll(loggedIn(7));
        forget(gone);
        jdbc.sql("DELETE FROM vouchers WHERE user_id = :user")
                .param("user", gone)
                .update();

        var found = run(replay());

        assertThat(differences(found.at("/report"))).contains("PLACE_DISPUTED " + gone);
        assertThat(admin.post(PATH + "/" + found.at("/id").longValue() + "/apply", "")
                        .problem())
                .isEqualTo("409 PLACES_DISPUTED");
    }

    @Test
    void whoeverIsGoneFromAPlaceThatNobodyKnowsIsDecidedOnAgainWhereNoVoucherIsMissing() {
        loggedIn(10);
        useUpPlaces(1);
        var gone = loggedIn(1).getFirst();
        useUpPlaces(1);
        loggedIn(1);
        forget(gone);

        var found = run(replay());

        assertThat(found.at("/report/undecided").longValue()).isEqualTo(1);
        assertThat(apply(found).at("/state").asString()).isEqualTo("DONE");
        assertThat(isEqual()).isTrue();
    }

    @Test
    void vouchersOfPlacesThatNobodyEverHadAreReportedAndTakenAway() {
        var people = loggedIn(3);
        insertVoucher(4, 9_000_009, "-3");
        insertVoucher(5, 9_000_011, "4000000000");
        jdbc.sql("UPDATE campaigns SET issued = 5 WHERE id = :id")
                .param("id", campaign)
                .update();

        var found = run(rebuild());

        assertThat(differences(found.at("/report"))).containsExactly("VOUCHER_EXTRA 9000009", "VOUCHER_EXTRA 9000011");
        assertThat(found.at("/report/ledgerAfter").asString())
                .isNotEqualTo(found.at("/report/rebuilt").asString());
        apply(found);
        people.addAll(loggedIn(1));
        assertThat(winners(campaign)).isEqualTo(people);
        assertThat(isEqual()).isTrue();
    }

    @Test
    void aSlotThatIsTakenFromNobodyIsGivenToTheNextThoughOnlyARangeWasLookedAt() {
        var people = loggedIn(6);
        insertVoucher(7, 9_000_009, "NULL");
        jdbc.sql("UPDATE campaigns SET issued = 7 WHERE id = :id")
                .param("id", campaign)
                .update();

        assertThat(apply(run(replay(begin + 1, begin + 5))).at("/state").asString())
                .isEqualTo("DONE");

        people.addAll(loggedIn(1));
        assertThat(winners(campaign)).isEqualTo(people);
        assertThat(isEqual()).isTrue();
    }

    @Test
    void theLastWinnersWhoseRowsAreGoneKeepTheirVouchersAndGetRowsAgain() {
        var people = loggedIn(9);
        forget(people.get(7));
        forget(people.get(8));

        var found = run(rebuild());

        assertThat(found.at("/report/undecided").longValue()).isEqualTo(2);
        assertThat(apply(found).at("/state").asString()).isEqualTo("DONE");
        assertThat(winners(campaign)).isEqualTo(people);
        assertThat(isEqual()).isTrue();
    }

    @Test
    void nobodyWhoLoggedInLosesAVoucherWhileRowsOfTheInboxAreGone() {
        var people = loggedIn(9);
        forget(people.get(8));
        post("/api/v1/admin/campaigns/" + campaign + "/pause"); // seems to stand before the last one now

        var found = run(rebuild());

        assertThat(differences(found.at("/report"))).contains("PLACE_DISPUTED " + people.get(8));
        assertThat(admin.post(PATH + "/" + found.at("/id").longValue() + "/apply", "")
                        .problem())
                .isEqualTo("409 PLACES_DISPUTED");
        assertThat(winners(campaign)).isEqualTo(people);
    }

    @Test
    void aVoucherOfSomebodyOutsideOfTheRangeIsNotExtraWhateverPlaceItNames() {
        loggedIn(6);
        jdbc.sql("UPDATE vouchers SET login_seq = NULL WHERE slot = 6").update();
        jdbc.sql("UPDATE vouchers SET login_seq = -1 WHERE slot = 5").update();

        assertThat(isEqual(replay(begin, begin + 3))).isTrue();
        assertThat(differences(report(rebuild()))).hasSize(2).allMatch(found -> found.startsWith("VOUCHER_DIFFERS"));
    }

    @Test
    void aRangeThatBeginsBehindDamageIsNotSetRightByIt() {
        var people = loggedIn(9);
        jdbc.sql("DELETE FROM vouchers WHERE slot IN (2, 5, 8)").update();

        var found = run(replay(begin + 2, begin + 7));

        assertThat(differences(found.at("/report"))).contains("PLACE_DISPUTED " + people.get(2));
        assertThat(admin.post(PATH + "/" + found.at("/id").longValue() + "/apply", "")
                        .problem())
                .isEqualTo("409 PLACES_DISPUTED");
        assertThat(apply(run(replay())).at("/state").asString()).isEqualTo("DONE");
        assertThat(isEqual()).isTrue();
    }

    @Test
    void aFreeSlotThatIsNotFreeIsReportedAndTakenAway() {
        loggedIn(6);
        revoke(2);
        settled();
        jdbc.sql("UPDATE free_slots SET slot = 5").update();

        var found = run(rebuild());

        assertThat(differences(found.at("/report"))).containsExactly("COUNTERS_DIFFER ");
        assertThat(apply(found).at("/state").asString()).isEqualTo("DONE");
        assertThat(count("free_slots WHERE slot = 2")).isEqualTo(1);
        loggedIn(1);
        assertThat(isEqual()).isTrue();
    }

    @Test
    void whoeverIsBackWaitsInFrontOfThoseWhoCameLater() {
        var people = loggedIn(13);
        forget(people.get(10));
        revoke(1);
        settled();
        assertThat(slotAndState(people.get(11))).isEqualTo("1 held");

        assertThat(apply(run(rebuild())).at("/state").asString()).isEqualTo("DONE");
        revoke(2);
        settled();

        assertThat(slotAndState(people.get(10))).isEqualTo("2 held");
        assertThat(isEqual()).isTrue();
    }

    @Test
    void aQuotaThatWasLoweredBelowWhatTheLogGaveIsNoReasonToFail() {
        var people = loggedIn(10);
        jdbc.sql("DELETE FROM vouchers WHERE slot = 10").update();
        jdbc.sql("UPDATE campaigns SET issued = 9 WHERE id = :id")
                .param("id", campaign)
                .update();
        setTotal(9);

        assertThat(differences(report(rebuild()))).contains("VOUCHER_MISSING " + people.get(9));
    }

    @Test
    void theChainOfAProofIsHashedAnewOnceAReplayWasApplied() {
        loggedIn(9);
        exchangeSlots(2, 7);
        var damaged = head();

        apply(run(rebuild()));

        var links = admin.get("/api/v1/campaigns/" + campaign + "/proof/chain")
                .http()
                .body();
        await().atMost(PATIENCE).until(() -> !head().equals(damaged));
        assertThat(links).contains(head());
    }

    @Test
    void anEndThatNobodyGaveAVoucherIsReportedAndSetRight() {
        var people = loggedIn(3);
        var ends = ends();
        var extended = jdbc.sql("SELECT id FROM vouchers WHERE slot = 3")
                .query(Long.class)
                .single();
        assertThat(admin.post(
                                "/api/v1/admin/vouchers/" + extended + "/extend",
                                "{\"expiresAt\": \"2100-01-01T00:00:00Z\"}")
                        .status())
                .isEqualTo(200);
        jdbc.sql("UPDATE vouchers SET expires_at = '2099-01-01' WHERE slot = 2").update();

        var found = run(rebuild());

        assertThat(differences(found.at("/report"))).containsExactly("VOUCHER_DIFFERS " + people.get(1));
        assertThat(apply(found).at("/state").asString()).isEqualTo("DONE");
        assertThat(ends().subList(0, 2)).isEqualTo(ends.subList(0, 2));
        assertThat(ends().get(2)).startsWith("2100-01-01");
        assertThat(isEqual()).isTrue();
    }

    @Test
    void rowsThatAreGoneFindTheirPlacesThoughSomebodyIsToldOfAgainBetweenThem() {
        var people = loggedIn(12);
        loggedInAgain(people.getFirst());
        people.addAll(loggedIn(2));
        jdbc.sql("DELETE FROM first_logins WHERE user_id IN (:users)")
                .param("users", people.subList(11, 13))
                .update();

        var report = report(replay());

        assertThat(differences(report))
                .containsExactly("INBOX_MISSING " + people.get(11), "INBOX_MISSING " + people.get(12));
        assertThat(report.at("/undecided").longValue()).isZero();
    }

    @Test
    void peopleWhoWereSkippedGetWhatWasFreedBehindTheRange() throws Exception {
        loggedIn(3);
        skip(1);
        loggedIn(7);
        revoke(2);
        settled();

        var found = run(replay(begin, begin + 5));

        assertThat(outcome(found.at("/report"))).startsWith("would issue 1, already issued 4");
        assertThat(apply(found).at("/state").asString()).isEqualTo("DONE");
        assertThat(count("vouchers WHERE slot = 2 AND generation = 2")).isEqualTo(1);
        assertThat(isEqual()).isTrue();
    }

    @Test
    void damageBesideTheRangeDoesNotMoveWhatIsInIt() throws Exception {
        loggedIn(3);
        var late = skip(2);
        var between = loggedIn(4);
        setGroupTo(begin);
        await().atMost(PATIENCE).until(() -> count("first_logins") == 9);
        jdbc.sql("DELETE FROM vouchers WHERE user_id = :user")
                .param("user", between.get(1))
                .update();
        forget(between.get(1));

        var report = report("{\"fromOffset\": %d, \"toOffset\": %d, \"userId\": %d}"
                .formatted(begin + 2, begin + 5, late.getLast()));

        assertThat(report.at("/equal").booleanValue())
                .as(report.toPrettyString())
                .isTrue();
        assertThat(report.at("/records").longValue()).isEqualTo(3);
    }

    @Test
    void whereInboxAndVouchersNameDifferentPlacesNobodyLosesAVoucher() {
        var people = loggedIn(12);
        var places = jdbc.sql("SELECT seq FROM first_logins WHERE user_id IN (:users) ORDER BY seq")
                .param("users", List.of(people.get(3), people.get(11)))
                .query(Long.class)
                .list();
        setPlace(people.get(3), -1);
        setPlace(people.get(11), places.get(0));
        setPlace(people.get(3), places.get(1));

        var found = run(rebuild());

        assertThat(differences(found.at("/report"))).contains("PLACE_DISPUTED " + people.get(3));
        assertThat(admin.post(PATH + "/" + found.at("/id").longValue() + "/apply", "")
                        .problem())
                .isEqualTo("409 PLACES_DISPUTED");
        assertThat(winners(campaign)).isEqualTo(people.subList(0, 10));
    }

    @Test
    void aVoucherInUseIsNotPushedOutOfItsSlot() {
        var people = loggedIn(4);
        jdbc.sql("DELETE FROM vouchers WHERE slot = 2").update();
        jdbc.sql("UPDATE vouchers SET slot = 2, used_at = issued_at WHERE slot = 3")
                .update();

        var refused = apply(run(rebuild()));

        assertThat(refused.at("/state").asString()).isEqualTo("REFUSED");
        assertThat(refused.at("/trouble").asString())
                .isEqualTo("Slot 2 of campaign %d is taken by a voucher that is in use or outside of the range."
                        .formatted(campaign));
        assertThat(jdbc.sql("SELECT CONCAT(user_id, ' in ', slot) FROM vouchers ORDER BY slot")
                        .query(String.class)
                        .list())
                .containsExactly(people.get(0) + " in 1", people.get(2) + " in 2", people.get(3) + " in 4");
    }

    @Test
    void whoWasNeverDecidedOnIsNotDecidedForOneCampaignAlone() throws Exception {
        loggedIn(1);
        skip(1);
        loggedIn(1);

        var found = run("{\"fromOffset\": %d, \"campaignId\": %d}".formatted(begin, campaign));

        assertThat(found.at("/report/undecided").longValue()).isEqualTo(1);
        assertThat(admin.post(PATH + "/" + found.at("/id").longValue() + "/apply", "")
                        .problem())
                .isEqualTo("409 UNDECIDED_FOR_ALL");
    }

    @Test
    void vouchersInUseThatDifferAreReportedAndLeft() {
        loggedIn(3);
        jdbc.sql("UPDATE vouchers SET discount_value = 99, used_at = issued_at WHERE slot = 2")
                .update();

        var found = run(rebuild());
        assertThat(differences(found.at("/report")))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("VOUCHER_DIFFERS_IN_USE");
        apply(found);

        assertThat(count("vouchers WHERE discount_value = 99")).isEqualTo(1);
    }

    @Test
    void aRevocationThatNobodyNotedIsReportedAndTakenBack() {
        var people = loggedIn(4);
        jdbc.sql("UPDATE vouchers SET revoked_at = issued_at WHERE slot = 3").update();

        var found = run(rebuild());
        assertThat(differences(found.at("/report"))).contains("VOUCHER_DIFFERS " + people.get(2));
        apply(found);

        assertThat(count("vouchers WHERE revoked_at IS NOT NULL")).isZero();
        assertThat(isEqual()).isTrue();
    }

    @Test
    void countersThatWereMadeToAgreeWithTheDamageDoNotStandInTheWayOfTheNext() {
        var people = loggedIn(6);
        jdbc.sql("DELETE FROM vouchers WHERE slot = 6").update();
        jdbc.sql("UPDATE vouchers SET revoked_at = issued_at WHERE slot = 3").update();
        jdbc.sql("INSERT INTO free_slots (campaign_id, slot, generation) VALUES (:campaign, 3, 1)")
                .param("campaign", campaign)
                .update();
        jdbc.sql("UPDATE campaigns SET issued = 5, freed = 1").update();

        apply(run(replay(begin + 1, begin + 6)));

        people.addAll(loggedIn(2));
        assertThat(winners(campaign)).isEqualTo(people);
        assertThat(count("free_slots")).isZero();
        assertThat(isEqual()).isTrue();
    }

    @Test
    void aVoucherThatIsSetRightStaysRevokedIfItWasRevokedMeanwhile() {
        loggedIn(4);
        jdbc.sql("UPDATE vouchers SET discount_value = 99 WHERE slot = 2").update();
        loggedIn(1);
        revoke(2);
        settled();

        apply(run(replay(begin, begin + 4)));

        assertThat(count("vouchers WHERE slot = 2 AND revoked_at IS NOT NULL AND discount_value = 30"))
                .isEqualTo(1);
        assertThat(isEqual()).isTrue();
    }

    @Test
    void whatWasGivenBeforeThereWereStepsIsBelieved() {
        loggedIn(2);
        bulk(9_000_001);
        var revoked = jdbc.sql("SELECT id FROM vouchers WHERE slot = 1")
                .query(Long.class)
                .single();
        jdbc.sql("UPDATE vouchers SET given_by = NULL").update();
        jdbc.sql("DELETE FROM ledger_steps").update();
        // as the migration takes a campaign over
        jdbc.sql("""
                        INSERT INTO ledger_steps (campaign_id, at, after_seq, kind, detail)
                        SELECT id, UTC_TIMESTAMP(6), (SELECT MAX(seq) FROM first_logins), 'CHANGED', :detail
                          FROM campaigns
                        """)
                .param("detail", json.writeValueAsString(campaigns.read(campaign)))
                .update();
        loggedIn(3);
        revokeVoucher(revoked);
        loggedIn(2);
        settled();

        assertThat(isEqual()).isTrue();
        assertThat(report(replay(begin + 4, begin + 7)).at("/equal").booleanValue())
                .isTrue();
        assertThat(report(rebuild()).at("/equal").booleanValue()).isTrue();
    }

    @Test
    void aCampaignMadeByHandIsTakenAsItStands() {
        var byHand = campaign(3, IN_MARCH, IN_MARCH.plusSeconds(60));
        loggedIn(2);
        var voucher = jdbc.sql("SELECT id FROM vouchers WHERE campaign_id = :id AND slot = 1")
                .param("id", byHand)
                .query(Long.class)
                .single();
        revokeVoucher(voucher);
        settled();
        loggedIn(2);

        assertThat(isEqual()).isTrue();
    }

    @Test
    void aCampaignMadeByHandAndChangedLaterIsTakenAsItStoodThen() {
        var byHand = campaign(9, IN_MARCH, IN_MARCH.plusSeconds(60));
        for (var batch = 0; batch < 3; batch++) {
            loggedIn(1);
        }
        post("/api/v1/admin/campaigns/" + byHand + "/pause");
        post("/api/v1/admin/campaigns/" + byHand + "/resume");
        settled();

        assertThat(isEqual()).isTrue();
    }

    @Test
    void aCampaignMadeByHandThatNobodyServesAnyMoreIsTakenAsItStands() {
        var byHand = campaign(9, IN_MARCH, IN_MARCH.plusSeconds(60));
        loggedIn(3);
        jdbc.sql(
                        "UPDATE campaigns SET backlog = TRUE, vouchers_end_at = :past, voucher_valid_seconds = NULL WHERE id = :id")
                .param("past", LocalDateTime.of(2026, 3, 20, 0, 0))
                .param("id", byHand)
                .update();

        assertThat(isEqual()).isTrue();
    }

    @Test
    void aSoundLedgerIsFoundSoundWhileItGrows() throws Exception {
        loggedIn(5);
        var stop = new AtomicBoolean();
        try (var threads = Executors.newSingleThreadExecutor()) {
            var load = threads.submit(() -> {
                while (!stop.get()) {
                    assertThat(producer.send(recordOf(USERS.incrementAndGet()))).succeedsWithin(PATIENCE);
                }
            });
            try {
                for (var round = 0; round < 3; round++) {
                    var report = report(replay());
                    assertThat(report.at("/equal").booleanValue())
                            .as(report.toPrettyString())
                            .isTrue();
                }
            } finally {
                stop.set(true);
                load.get();
            }
        }
        producer.flush();
        var end = endOfLog();
        await().atMost(PATIENCE).until(() -> committed() == end);
    }

    @Test
    void aReportIsNotAppliedOnceItsOutcomeWouldBeAnother() throws Exception {
        loggedIn(9);
        skip(3);
        loggedIn(1);
        var found = run(replay());
        assertThat(outcome(found.at("/report"))).startsWith("would issue 0");

        setTotal(12);
        settled();
        var refused = apply(found);

        assertThat(refused.at("/state").asString()).isEqualTo("REFUSED");
        assertThat(refused.at("/trouble").asString()).startsWith("The ledger or the log has moved");
        assertThat(winners(campaign)).hasSize(10);
        assertThat(apply(run(replay())).at("/state").asString()).isEqualTo("DONE");
        assertThat(winners(campaign)).hasSize(12);
    }

    @Test
    void aReportIsAppliedThoughTheLogWentOnMeanwhile() {
        var people = loggedIn(5);
        jdbc.sql("DELETE FROM vouchers WHERE slot = 2").update();
        var found = run(replay(begin, begin + 5));
        var later = loggedIn(2);

        assertThat(apply(found).at("/state").asString()).isEqualTo("DONE");

        people.addAll(later);
        assertThat(winners(campaign)).isEqualTo(people);
    }

    @Test
    void onlyTheRangeAndOnlyWhomItIsAboutIsReportedOn() {
        var people = loggedIn(9);
        jdbc.sql("DELETE FROM vouchers WHERE slot IN (2, 5, 8)").update();

        assertThat(differences(report(replay(begin + 3, begin + 7))))
                .containsExactly("VOUCHER_MISSING " + people.get(4));
        assertThat(differences(report("{\"fromOffset\": %d, \"userId\": %d}".formatted(begin, people.get(7)))))
                .containsExactly("VOUCHER_MISSING " + people.get(7));
        var other = create("OTHER-" + UUID.randomUUID(), 10);
        assertThat(differences(report("{\"fromOffset\": %d, \"campaignId\": %d}".formatted(begin, other))))
                .isEmpty();
        assertThat(report("{\"fromTime\": \"%s\"}"
                                .formatted(Instant.now().plusSeconds(3600).truncatedTo(ChronoUnit.SECONDS)))
                        .at("/records")
                        .longValue())
                .isZero();
    }

    @Test
    void whatRetentionHasCutOffIsSaid() throws Exception {
        var people = loggedIn(6);
        kafka.deleteRecords(Map.of(SOURCE, RecordsToDelete.beforeOffset(begin + 4)))
                .all()
                .get();
        jdbc.sql("DELETE FROM vouchers WHERE slot IN (1, 6)").update();

        var report = report(replay());

        assertThat(report.at("/cutOff/0/to").longValue()).isEqualTo(begin + 4);
        assertThat(report.at("/records").longValue()).isEqualTo(2);
        assertThat(differences(report)).containsExactly("VOUCHER_MISSING " + people.get(5), "COUNTERS_DIFFER ");
    }

    @Test
    void aRunThatIsCutShortGoesOnToTheSameReport() throws Exception {
        loggedIn(4_500);
        revoke(3);
        settled();
        jdbc.sql("DELETE FROM vouchers WHERE slot = 4").update();
        jdbc.sql("DELETE FROM first_logins WHERE log_offset BETWEEN :from AND :to") // so that it is cut amidst them
                .param("from", begin + 1_400)
                .param("to", begin + 2_899)
                .update();
        var request = json.readValue(replay(), ReplayForm.class).read(_ -> true);
        try (var scratch = ScratchSchema.open(database, 900_001)) {
            try {
                var plan = planner.plan(request, scratch);
                assertThatThrownBy(() -> new ReplayRun(
                                        scratch, plan, request, "first", log, campaigns, json, records -> {
                                            if (records > 2_000) {
                                                throw new IllegalStateException("killed");
                                            }
                                        })
                                .run())
                        .hasMessage("killed");
                loggedIn(3); // the live consumer does not wait for anybody

                var resumed = new AtomicLong(-1);
                var report = new ReplayRun(
                                scratch,
                                plan,
                                request,
                                "second",
                                log,
                                campaigns,
                                json,
                                records -> resumed.compareAndSet(-1, records))
                        .run();

                assertThat(resumed.get()).isPositive();
                assertThat(report.firstLogins()).isEqualTo(4_500);
                assertThat(report.differences())
                        .containsOnly(
                                Map.entry(Difference.Kind.INBOX_MISSING, 1_500L),
                                Map.entry(Difference.Kind.VOUCHER_MISSING, 1L));
            } finally {
                ScratchSchema.drop(database, 900_001);
            }
        }
    }

    @Test
    void aRunThatWasTakenOverStopsAtItsNextTransaction() throws Exception {
        loggedIn(3);
        var request = json.readValue(replay(), ReplayForm.class).read(_ -> true);
        try (var scratch = ScratchSchema.open(database, 900_002)) {
            try {
                var plan = planner.plan(request, scratch);
                var late = new ReplayRun(scratch, plan, request, "late", log, campaigns, json, records -> {
                    if (records > 0) { // the other one does all of it meanwhile
                        var other = new ReplayRun(scratch, plan, request, "other", log, campaigns, json, _ -> {}).run();
                        assertThat(other.equal()).isTrue();
                    }
                });

                assertThatThrownBy(late::run).isInstanceOf(ReplayRun.Stopped.class);
            } finally {
                ScratchSchema.drop(database, 900_002);
            }
        }
    }

    @Test
    void aReplayWhoseInstanceHasDiedIsGoneOnWith() {
        loggedIn(5);
        var slow = start("{\"fromOffset\": %d, \"recordsPerSecond\": 1}".formatted(begin));
        await().atMost(PATIENCE)
                .until(() ->
                        admin.get(PATH + "/" + slow).json().at("/recordsDone").asLong(0) > 0);

        jdbc.sql(
                        "UPDATE replay_jobs SET worker = 'of an instance that has died', lease_until = started_at WHERE id = :id")
                .param("id", slow)
                .update();

        assertThat(ended(slow).at("/report/equal").booleanValue()).isTrue();
    }

    @Test
    void twoReplaysAtOnceDoNotDisturbEachOtherNorTheLiveConsumer() {
        loggedIn(10);
        var slow = start("{\"fromOffset\": %d, \"recordsPerSecond\": 1}".formatted(begin));
        var quick = run(replay());
        var people = loggedIn(2);

        assertThat(quick.at("/report/equal").booleanValue()).isTrue();
        assertThat(admin.get(PATH + "/" + slow).text("/state")).isIn("QUEUED", "RUNNING");
        assertThat(count("first_logins WHERE user_id = " + people.getLast())).isEqualTo(1);
        assertThat(admin.post(PATH + "/" + slow + "/cancel", "").text("/state")).isEqualTo("CANCELLED");
        assertThat(admin.get(PATH + "/" + slow + "/events").http().body()).contains("event: end", "CANCELLED");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(scratchSchemas()).isEmpty());
        assertThat(admin.post(PATH + "/" + quick.at("/id").longValue() + "/cancel", "")
                        .problem())
                .isEqualTo("409 REPLAY_OVER");
        assertThat(admin.post(PATH + "/" + quick.at("/id").longValue() + "/apply", "")
                        .problem())
                .isEqualTo("409 NOTHING_TO_APPLY");
        assertThat(admin.post(PATH + "/" + slow + "/apply", "").problem()).isEqualTo("409 REPLAY_NOT_DONE");
        assertThat(admin.get(PATH).json().at("/items")).hasSize(2);
    }

    @Test
    void whatIsAskedForWronglyIsToldFieldByField() {
        assertThat(admin.post(PATH, """
                        {"kind": "REBUILD", "fromOffset": -1, "toTime": "yesterday", "recordsPerSecond": 0, "userId": 0}
                        """).problem())
                .isEqualTo("400 INVALID_REQUEST fromOffset:MIN userId:MIN recordsPerSecond:RANGE toTime:FORMAT"
                        + " fromOffset:WHOLE_LOG toTime:WHOLE_LOG");
        assertThat(admin.post(PATH, """
                        {"fromOffset": 5, "toOffset": 4, "fromTime": "2026-03-01T00:00:00Z"}
                        """).problem()).isEqualTo("400 INVALID_REQUEST fromTime:ONE_KIND toOffset:ORDER");
        assertThat(admin.post(PATH, "{\"dryRun\": true}").status()).isEqualTo(400);
        assertThat(admin.post(PATH, "{\"campaignId\": 999999999}").problem())
                .isEqualTo("400 INVALID_REQUEST campaignId:UNKNOWN");
        assertThat(run("{\"partition\": 77}").at("/trouble").asString()).isEqualTo("The topic has no partition 77.");
        assertThat(new Api(port, token(2, "Bob")).post(PATH, replay()).status()).isEqualTo(403);
        assertThat(admin.get(PATH + "/999999999").problem()).isEqualTo("404 NOT_FOUND");
    }

    private String replay() {
        return "{\"fromOffset\": %d}".formatted(begin);
    }

    private static String replay(long from, long to) {
        return "{\"fromOffset\": %d, \"toOffset\": %d}".formatted(from, to);
    }

    private static String rebuild() {
        return "{\"kind\": \"REBUILD\"}";
    }

    private long start(String request) {
        var answer = admin.post(PATH, request);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(202);
        assertThat(answer.header("Location")).isEqualTo(PATH + "/" + answer.text("/id"));
        return answer.json().at("/id").longValue();
    }

    private JsonNode run(String request) {
        return ended(start(request));
    }

    private JsonNode report(String request) {
        var replay = run(request);
        assertThat(replay.at("/state").asString()).as(replay.toPrettyString()).isEqualTo("DONE");
        return replay.at("/report");
    }

    private boolean isEqual() {
        return isEqual(replay());
    }

    private boolean isEqual(String request) {
        var report = report(request);
        assertThat(report.at("/examples")).as(report.toPrettyString()).isEmpty();
        return report.at("/equal").booleanValue();
    }

    private JsonNode apply(JsonNode replay) {
        var answer = admin.post(PATH + "/" + replay.at("/id").longValue() + "/apply", "");
        assertThat(answer.status()).as(answer.toString()).isEqualTo(202);
        return ended(answer.json().at("/id").longValue());
    }

    private JsonNode ended(long id) {
        return await().atMost(PATIENCE)
                .until(
                        () -> admin.get(PATH + "/" + id).json(),
                        replay -> !List.of("QUEUED", "RUNNING")
                                .contains(replay.at("/state").asString()));
    }

    private static List<String> differences(JsonNode report) {
        var differences = new ArrayList<String>();
        report.at("/examples")
                .forEach(found -> differences.add(
                        found.at("/kind").asString() + " " + found.at("/userId").asString("")));
        return differences;
    }

    private String outcome(JsonNode report) {
        for (var of : report.at("/campaigns")) {
            if (of.at("/campaignId").longValue() == campaign) {
                return "would issue %s, already issued %s, sold out %s, not eligible %s, differs %s"
                        .formatted(
                                of.at("/wouldIssue"),
                                of.at("/alreadyIssued"),
                                of.at("/soldOut"),
                                of.at("/notEligible"),
                                of.at("/differs"));
            }
        }
        throw new AssertionError("nothing of the campaign in " + report);
    }

    private long create(String name, int total) {
        var definition = CampaignJson.with(CampaignJson.march(name), "totalVouchers", Integer.toString(total));
        var answer = admin.post("/api/v1/admin/campaigns", definition.toString());
        assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
        return answer.json().at("/id").longValue();
    }

    private void setTotal(int total) {
        var shown = admin.get("/api/v1/admin/campaigns/" + campaign);
        var definition =
                CampaignJson.with(CampaignJson.march(shown.text("/name")), "totalVouchers", Integer.toString(total));
        var answer = admin.put(
                "/api/v1/admin/campaigns/" + campaign, definition.toString(), "If-Match", shown.header("ETag"));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    }

    private void post(String path) {
        assertThat(admin.post(path, "").status()).isEqualTo(200);
    }

    private void revoke(int slot) {
        var voucher = jdbc.sql("SELECT id FROM vouchers WHERE campaign_id = :campaign AND taken_slot = :slot")
                .param("campaign", campaign)
                .param("slot", slot)
                .query(Long.class)
                .single();
        revokeVoucher(voucher);
    }

    private void revokeVoucher(long voucher) {
        assertThat(admin.post("/api/v1/admin/vouchers/" + voucher + "/revoke", "{\"reason\": \"for a test\"}")
                        .status())
                .isEqualTo(200);
    }

    private void bulk(long... users) {
        var file = "userId\n"
                + String.join(
                        "\n", LongStream.of(users).mapToObj(Long::toString).toList()) + "\n";
        Client.ok(new Client(port, token(1, "Ada", "ADMIN"))
                .post("/api/v1/admin/campaigns/" + campaign + "/vouchers", "text/csv", file));
    }

    /** Nobody waits for anything any more. */
    private void settled() {
        await().atMost(PATIENCE).until(() -> count("campaigns WHERE backlog") == 0);
    }

    private List<Long> loggedIn(int count) {
        var people = LongStream.range(0, count)
                .mapToObj(_ -> USERS.incrementAndGet())
                .collect(Collectors.toCollection(ArrayList::new));
        people.forEach(this::send);
        awaitSeen(people.getLast());
        return people;
    }

    private void loggedInAgain(long user) {
        send(user);
    }

    private void before(List<Long> last) {
        awaitSeen(last.getLast());
    }

    private void awaitSeen(long user) {
        allSent();
        await().atMost(PATIENCE).until(() -> count("first_logins WHERE user_id = " + user) == 1);
    }

    private void send(long user) {
        sent.add(producer.send(recordOf(user)));
    }

    private static ProducerRecord<byte[], byte[]> recordOf(long user) {
        var event = FirstLoginFormat.write(new FirstLogin(new UUID(0, user), user, IN_MARCH))
                .toProducerRecord();
        return new ProducerRecord<>(
                event.topic(), 0, event.timestamp(), event.key().getBytes(UTF_8), event.value(), event.headers());
    }

    private void poison() {
        sent.add(producer.send(new ProducerRecord<>(FirstLogin.TOPIC, new byte[] {1}, new byte[] {'{'})));
    }

    private void allSent() {
        for (var one : sent) {
            assertThat(one).succeedsWithin(PATIENCE);
        }
        sent.clear();
    }

    /** First logins that the live consumer is made to pass over. */
    private List<Long> skip(int count) throws Exception {
        var listener = requireNonNull(listeners.getListenerContainer("first-logins"));
        listener.stop();
        var people = new ArrayList<Long>();
        for (var i = 0; i < count; i++) {
            people.add(USERS.incrementAndGet());
            send(people.getLast());
        }
        allSent();
        setGroupTo(endOfLog());
        return people;
    }

    private void setGroupTo(long offset) throws Exception {
        var listener = requireNonNull(listeners.getListenerContainer("first-logins"));
        listener.stop();
        kafka.alterConsumerGroupOffsets("promotion-service", Map.of(SOURCE, new OffsetAndMetadata(offset)))
                .all()
                .get();
        listener.start();
    }

    private void exchangeSlots(int one, int other) {
        jdbc.sql("UPDATE vouchers SET slot = 900 WHERE slot = :one")
                .param("one", one)
                .update();
        jdbc.sql("UPDATE vouchers SET slot = :one WHERE slot = :other")
                .param("one", one)
                .param("other", other)
                .update();
        jdbc.sql("UPDATE vouchers SET slot = :other WHERE slot = 900")
                .param("other", other)
                .update();
    }

    private List<@Nullable String> ends() {
        return jdbc.sql("SELECT expires_at FROM vouchers ORDER BY slot")
                .query(String.class)
                .list();
    }

    private String head() {
        return admin.get("/api/v1/campaigns/" + campaign + "/proof").text("/chain/head");
    }

    private String slotAndState(long user) {
        return jdbc.sql("SELECT slot, revoked_at FROM vouchers WHERE user_id = :user AND campaign_id = :campaign")
                .param("user", user)
                .param("campaign", campaign)
                .query((row, n) -> row.getInt("slot") + (row.getString("revoked_at") == null ? " held" : " revoked"))
                .single();
    }

    /** As batches do that are rolled back. */
    private void useUpPlaces(int count) {
        for (var i = 0; i < count; i++) {
            jdbc.sql("""
                            INSERT INTO first_logins (user_id, event_id, occurred_at, partition_id, log_offset, received_at)
                            SELECT 9000099, event_id, occurred_at, 0, 4000000000, received_at FROM first_logins LIMIT 1
                            """).update();
            forget(9_000_099);
        }
    }

    private void insertVoucher(int slot, long user, String place) {
        jdbc.sql("""
                        INSERT INTO vouchers (campaign_id, slot, user_id, code, login_seq, discount_type, discount_value,
                                              issued_at, expires_at)
                        SELECT campaign_id, :slot, :user, :code, %s, discount_type, discount_value, issued_at,
                               expires_at FROM vouchers WHERE slot = 1
                        """.formatted(place))
                .param("slot", slot)
                .param("user", user)
                .param("code", "AAAA-AAAA-AAA%d-AAA".formatted(slot))
                .update();
    }

    private void forget(long user) {
        jdbc.sql("DELETE FROM first_logins WHERE user_id = :user")
                .param("user", user)
                .update();
    }

    private void setPlace(long user, long place) {
        jdbc.sql("UPDATE first_logins SET seq = :place WHERE user_id = :user")
                .param("place", place)
                .param("user", user)
                .update();
    }

    private long endOfLog() throws Exception {
        return log.extent().end().getOrDefault(0, 0L);
    }

    private long committed() {
        return log.committed().getOrDefault(0, 0L);
    }

    private List<@Nullable String> scratchSchemas() {
        return jdbc.sql(
                        "SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE CONCAT(DATABASE(), '\\_replay\\_%')")
                .query(String.class)
                .list();
    }

    private long count(String table) {
        return jdbc.sql("SELECT COUNT(*) FROM " + table).query(Long.class).single();
    }
}
