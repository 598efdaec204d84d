package dev.promo.promotion.voucher;

import static dev.promo.promotion.campaign.CampaignJson.march;
import static dev.promo.promotion.campaign.CampaignJson.with;
import static dev.promo.promotion.voucher.VoucherLedgerContract.login;
import static dev.promo.promotion.voucher.VoucherLedgerContract.logins;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.promo.events.AccountErased;
import dev.promo.events.FirstLogin;
import dev.promo.events.VoucherChange.Origin;
import dev.promo.promotion.Api;
import dev.promo.promotion.Api.Answer;
import dev.promo.promotion.PromotionServiceTest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.node.ObjectNode;

/** What owners change while the ledger is at work. */
class CampaignChangesIT extends PromotionServiceTest {

    private static final String CAMPAIGNS = "/api/v1/admin/campaigns";
    private static final Instant MARCH = Instant.parse("2026-03-01T00:00:00Z");
    private static final Instant APRIL = Instant.parse("2026-04-01T00:00:00Z");

    @Autowired
    private JdbcVoucherLedger ledger;

    @Autowired
    private WaitingList waitingList;

    @Autowired
    private ErasedPeople erasedPeople;

    @Autowired
    private SlotBook slots;

    @Autowired
    private PlatformTransactionManager transactions;

    @Autowired
    private Clock clock;

    @LocalServerPort
    private int port;

    private Api owner;

    @BeforeEach
    void comeIn() {
        owner = new Api(port, token(42, "Olga Owner", "ADMIN"));
    }

    @Test
    void aNewCampaignIsOfferedToWhoComesAfterItAndNotToWhoCameBefore() {
        record(logins(1, 2));

        var campaign = make(march("MARCH"));
        record(logins(3, 4));

        awaitWinners(campaign, 3, 4);
    }

    @Test
    void aRaisedQuotaGoesToThoseWhoWaitInTheOrderOfTheLogBeforeAnybodyNew() {
        var campaign = make(with(march("MARCH"), "totalVouchers", "2"));
        record(logins(50, 40, 30, 20, 10));
        awaitWinners(campaign, 50, 40);

        replace(campaign, with(march("MARCH"), "totalVouchers", "4"));
        record(logins(5));

        awaitWinners(campaign, 50, 40, 30, 20);
        replace(campaign, with(march("MARCH"), "totalVouchers", "6"));
        awaitWinners(campaign, 50, 40, 30, 20, 10, 5);
    }

    @Test
    void aQuotaCutThatRacesIssuanceIsNeverBelowWhatIsIssuedAndNeverOverrun() throws Exception {
        var campaign = make(with(march("MARCH"), "totalVouchers", "1000"));
        var seed = new Random().nextLong();
        var quotas = new Random(seed).ints(12, 50, 600).boxed().toList();

        var refused = new ArrayList<Answer>();
        try (var pool = Executors.newFixedThreadPool(3)) {
            var readers = List.<Callable<Void>>of(readBatches(1, 500), readBatches(501, 1000)).stream()
                    .map(pool::submit)
                    .toList();
            var cutting = pool.submit(() -> {
                for (var quota : quotas) {
                    var answer = owner.put(
                            path(campaign),
                            with(march("MARCH"), "totalVouchers", quota.toString())
                                    .toString(),
                            "If-Match",
                            "*");
                    assertThat(answer.status()).as(answer.toString()).isIn(200, 409);
                    if (answer.status() == 409) {
                        refused.add(answer);
                    }
                }
                return null;
            });
            for (var reader : readers) {
                reader.get();
            }
            cutting.get();
        }
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !isTrue("SELECT backlog FROM campaigns WHERE id = ?", campaign));

        var total = number("SELECT total_vouchers FROM campaigns WHERE id = ?", campaign);
        assertThat(winners(campaign)).as("seed %d", seed).hasSize(total).doesNotHaveDuplicates();
        assertThat(refused)
                .allSatisfy(
                        answer -> assertThat(answer.problem()).isEqualTo("409 QUOTA_BELOW_ISSUED totalVouchers:MIN"));
        assertThat(number("SELECT COUNT(*) FROM first_logins WHERE seq > ?", 0)).isEqualTo(1000);
    }

    @Test
    void aQuotaCutWaitsForWhoIsGivingVouchersAndSeesThem() throws Exception {
        var campaign = make(with(march("MARCH"), "totalVouchers", "5"));
        try (var pool = Executors.newSingleThreadExecutor()) {
            var cut = inTransaction(() -> {
                slots.issue(slots.lock(campaign).orElseThrow(), inBulk(1, 2, 3)); // not yet committed
                var change = pool.submit(() -> owner.put(
                        path(campaign),
                        with(march("MARCH"), "totalVouchers", "2").toString(),
                        "If-Match",
                        "*"));
                assertThatThrownBy(() -> change.get(1, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
                return change;
            });
            assertThat(cut.get().problem()).isEqualTo("409 QUOTA_BELOW_ISSUED totalVouchers:MIN");
        }

        awaitWinners(campaign, 1, 2, 3);
    }

    @Test
    void aLoginOfThePauseIsNoClaimAndAnotherIsWhenEverItIsRead() {
        var now = clock.instant();
        var campaign = make(running("TODAY", now));
        owner.post(path(campaign) + "/pause", "");
        var pausedAt = Instant.parse(owner.get(path(campaign)).text("/pauses/0/from"));
        owner.post(path(campaign) + "/resume", "");
        var resumedAt = Instant.parse(owner.get(path(campaign)).text("/pauses/0/until"));
        assertThat(pausedAt).isBefore(resumedAt);

        record(List.of(
                login(1, pausedAt.minusNanos(1_000)),
                login(2, pausedAt),
                login(3, resumedAt.minusNanos(1_000)),
                login(4, resumedAt)));

        awaitWinners(campaign, 1, 4);
    }

    @Test
    void aResumedCampaignServesWhoLoggedInBeforeThePauseAndWasReadDuringIt() {
        var now = clock.instant();
        var campaign = make(with(running("TODAY", now), "totalVouchers", "2"));
        owner.post(path(campaign) + "/pause", "");
        record(List.of(login(1, clock.instant()), login(2, now), login(3, now)));
        assertThat(winners(campaign)).isEmpty();

        owner.post(path(campaign) + "/resume", "");
        record(List.of(login(4, clock.instant())));

        awaitWinners(campaign, 2, 3);
    }

    @Test
    void anArchivedCampaignGivesNothingMore() {
        var campaign = make(march("MARCH"));
        record(logins(1));
        awaitWinners(campaign, 1);

        owner.post(path(campaign) + "/archive", "");
        record(List.of(login(2, MARCH), login(3, clock.instant())));

        assertThat(winners(campaign)).containsExactly(1L);
    }

    @Test
    void aLengthenedWindowIsOfferedToThoseItLeftOutInTheOrderOfTheLog() {
        var campaign = make(march("MARCH"));
        record(List.of(login(1, APRIL), login(2, APRIL.minusNanos(1_000)), login(3, APRIL.plusSeconds(1))));
        awaitWinners(campaign, 2);

        replace(campaign, with(march("MARCH"), "endsAt", "\"2026-04-01T00:00:00.000001Z\""));

        awaitWinners(campaign, 2, 1);
    }

    @Test
    void relaxedRulesAreOfferedToThoseTheyLeftOut() {
        var campaign = make(with(
                with(march("MARCH"), "eligibility.birthMonth", "3"),
                "eligibility.registeredAfter",
                "\"2026-02-01T00:00:00Z\""));
        record(List.of(
                login(1, MARCH),
                loginOf(2, "2026-02-01T00:00:00Z", 3),
                loginOf(3, "2026-02-01T00:00:00.000001Z", 4),
                loginOf(4, "2026-02-01T00:00:00.000001Z", 3)));
        awaitWinners(campaign, 4);

        replace(campaign, with(march("MARCH"), "eligibility.birthMonth", "3"));
        awaitWinners(campaign, 4, 2);

        replace(campaign, march("MARCH"));
        awaitWinners(campaign, 4, 2, 1, 3);
    }

    @Test
    void aChangedDiscountAndValidityHoldForVouchersIssuedFromThenOn() {
        var campaign = make(march("MARCH"));
        record(logins(1));
        awaitWinners(campaign, 1);

        replace(
                campaign,
                with(
                        with(march("MARCH"), "discount", "{\"type\":\"AMOUNT\",\"value\":5,\"currency\":\"EUR\"}"),
                        "voucherValidity",
                        "{\"until\":\"2026-12-31T00:00:00Z\"}"));
        record(logins(2));

        awaitWinners(campaign, 1, 2);
        var terms = jdbc.sql("SELECT discount_type, discount_value, expires_at FROM vouchers ORDER BY slot")
                .query((row, n) -> row.getString("discount_type") + " "
                        + row.getBigDecimal("discount_value").intValue() + " "
                        + row.getObject("expires_at", LocalDateTime.class))
                .list();
        assertThat(terms).containsExactly("PERCENT 30 2026-03-31T00:00", "AMOUNT 5 2026-12-31T00:00");
    }

    @Test
    void whoWaitsForVouchersThatHaveEndedIsServedOnceTheirEndIsMoved() {
        var now = clock.instant();
        var today = with(running("TODAY", now), "voucherValidity", "{\"until\":\"2999-01-01T00:00:00Z\"}");
        var campaign = make(with(today, "totalVouchers", "1"));
        record(logins(1, 2, 3).stream().map(login -> login(login.userId(), now)).toList());
        awaitWinners(campaign, 1);
        jdbc.sql("UPDATE campaigns SET vouchers_end_at = :then, total_vouchers = 2, backlog = TRUE")
                .param("then", utc(now.minusSeconds(1)))
                .update();
        waitingList.serve(campaign);
        assertThat(winners(campaign)).containsExactly(1L);

        replace(campaign, with(today, "totalVouchers", "2"));

        awaitWinners(campaign, 1, 2);
    }

    @Test
    void aChangeWaitsForTheBatchThatWasDecidedByTheOldDefinition() throws Exception {
        var campaign = make(march("MARCH"));
        try (var pool = Executors.newSingleThreadExecutor()) {
            var lengthened = inTransaction(() -> {
                ledger.record(List.of(login(1, APRIL))); // not yet committed, and too late for the old definition
                var change = pool.submit(() -> owner.put(
                        path(campaign),
                        with(march("MARCH"), "endsAt", "\"2026-05-01T00:00:00Z\"")
                                .toString(),
                        "If-Match",
                        "*"));
                assertThatThrownBy(() -> change.get(1, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
                return change;
            });
            assertThat(lengthened.get().status()).isEqualTo(200);
        }

        awaitWinners(campaign, 1);
    }

    @Test
    void aDryRunSaysWhomABackfillWouldReachAndChangesNothing() {
        record(List.of(
                login(1, MARCH.minusNanos(1_000)), login(2, MARCH), login(3, MARCH), login(4, APRIL), login(5, MARCH)));
        var campaign = make(with(march("MARCH"), "totalVouchers", "2"));

        var answer = owner.post(path(campaign) + "/backfill", "{}");

        assertThat(answer.toString())
                .isEqualTo("200 {\"dryRun\":true,\"eligible\":3,\"wouldGet\":2,\"firstPlace\":%d,\"lastPlace\":%d}"
                        .formatted(place(2), place(5)));
        assertThat(owner.get(path(campaign)).header("ETag")).isEqualTo("\"1\"");
        assertThat(winners(campaign)).isEmpty();
    }

    @Test
    void aBackfillPromisesNobodyAVoucherThatCouldNotBeUsed() {
        record(logins(1, 2, 3));
        var campaign = make(march("MARCH"));
        jdbc.sql("UPDATE campaigns SET voucher_valid_seconds = NULL, vouchers_end_at = '2026-03-02' WHERE id = :id")
                .param("id", campaign)
                .update();

        for (var dryRun : List.of("true", "false")) {
            var answer = owner.post(path(campaign) + "/backfill", "{\"dryRun\": %s}".formatted(dryRun));

            assertThat(answer.json().at("/eligible").intValue()).isEqualTo(3);
            assertThat(answer.json().at("/wouldGet").intValue()).isZero();
        }
        assertThat(winners(campaign)).isEmpty();
        assertThat(owner.get("/api/v1/campaigns/" + campaign + "/proof")
                        .json()
                        .at("/backlog")
                        .booleanValue())
                .isFalse();
    }

    @Test
    void aBackfillReachesNobodyWhoHasAVoucherAlready() {
        record(logins(1, 2, 3));
        var campaign = make(march("MARCH"));
        inTransaction(() -> slots.issue(slots.lock(campaign).orElseThrow(), inBulk(2)));

        var answer = owner.post(path(campaign) + "/backfill", "{\"dryRun\": false}");

        assertThat(answer.json().at("/eligible").intValue()).isEqualTo(2);
        awaitWinners(campaign, 2, 1, 3);
    }

    @Test
    void aBackfillReachesNobodyWhoWasErased() {
        record(logins(1, 2, 3));
        var campaign = make(with(march("MARCH"), "totalVouchers", "2"));
        erasedPeople.remember(List.of(new AccountErased(1, MARCH)));

        var dry = owner.post(path(campaign) + "/backfill", "{}");
        var answer = owner.post(path(campaign) + "/backfill", "{\"dryRun\": false}");

        assertThat(dry.json().at("/eligible").intValue()).isEqualTo(2);
        assertThat(answer.json().at("/eligible").intValue()).isEqualTo(2);
        awaitWinners(campaign, 2, 3);
    }

    @Test
    void aBackfillServesThePastInTheOrderOfTheLogBeforeThoseWhoCameSince() {
        record(logins(3, 2, 1));
        var campaign = make(with(march("MARCH"), "totalVouchers", "1"));
        record(logins(4, 5));
        awaitWinners(campaign, 4);

        var answer = owner.post(path(campaign) + "/backfill", "{\"dryRun\": false}");
        replace(campaign, with(march("MARCH"), "totalVouchers", "5"));

        assertThat(answer.json().at("/dryRun").booleanValue()).isFalse();
        assertThat(answer.json().at("/eligible").intValue()).isEqualTo(3);
        assertThat(answer.json().at("/wouldGet").intValue()).isZero();
        awaitWinners(campaign, 4, 3, 2, 1, 5);
        assertThat(jdbc.sql("SELECT origin FROM vouchers ORDER BY slot")
                        .query(String.class)
                        .list())
                .containsExactly("FIRST_LOGIN", "BACKFILL", "BACKFILL", "BACKFILL", "WAITING_LIST");
        var audit = owner.get(path(campaign) + "/audit").json();
        assertThat(audit.at("/items/1/action").asString()).isEqualTo("BACKFILLED");
        assertThat(audit.at("/items/1/before/offeredFromSeq").longValue()).isEqualTo(place(1) + 1);
        assertThat(audit.at("/items/1/after/offeredFromSeq").longValue()).isEqualTo(place(3));
    }

    @Test
    void aBackfillCanBeginAtATimeAndBeDoneAgainFromAnEarlierOne() {
        record(List.of(
                login(1, MARCH), login(2, MARCH.plusSeconds(1)), login(3, MARCH), login(4, MARCH.plusSeconds(2))));
        var campaign = make(march("MARCH"));

        var late = owner.post(path(campaign) + "/backfill", "{\"dryRun\": false, \"from\": \"2026-03-01T00:00:01Z\"}");
        awaitWinners(campaign, 2, 3, 4); // one offer has one beginning: who stands behind it is in
        var again = owner.post(path(campaign) + "/backfill", "{\"dryRun\": false, \"from\": \"2026-03-01T00:00:01Z\"}");
        owner.post(path(campaign) + "/backfill", "{\"dryRun\": false}");

        assertThat(late.json().at("/eligible").intValue()).isEqualTo(3);
        assertThat(again.toString()).isEqualTo("200 {\"dryRun\":false,\"eligible\":0,\"wouldGet\":0}");
        awaitWinners(campaign, 2, 3, 4, 1);
        assertThat(owner.get(path(campaign)).header("ETag")).isEqualTo("\"3\"");
    }

    private static ObjectNode running(String name, Instant now) {
        return with(
                with(march(name), "startsAt", "\"" + now.minusSeconds(3600).truncatedTo(ChronoUnit.SECONDS) + "\""),
                "endsAt",
                "\"" + now.plusSeconds(3600).truncatedTo(ChronoUnit.SECONDS) + "\"");
    }

    private static LoggedFirstLogin loginOf(long user, String registeredAt, int birthMonth) {
        return new LoggedFirstLogin(
                new FirstLogin(new UUID(0, user), user, MARCH, Instant.parse(registeredAt), birthMonth), 0, user);
    }

    private static List<Claim> inBulk(long... users) {
        return LongStream.of(users)
                .mapToObj(user -> new Claim(null, user, null, Origin.BULK, MARCH))
                .toList();
    }

    private void record(List<LoggedFirstLogin> batch) {
        while (true) {
            try {
                ledger.record(batch);
                return;
            } catch (DataAccessException lostARace) {
                // what the listener's error handler does
            }
        }
    }

    private Callable<Void> readBatches(long first, long last) {
        return () -> {
            for (var from = first; from <= last; from += 20) {
                record(logins(LongStream.range(from, from + 20).toArray()));
            }
            return null;
        };
    }

    private <T> T inTransaction(Supplier<T> work) {
        var transaction = new TransactionTemplate(transactions);
        transaction.setIsolationLevel(TransactionDefinition.ISOLATION_READ_COMMITTED);
        return transaction.execute(_ -> work.get());
    }

    /** Waits until nobody is looked for who may have missed it: whoever comes then is decided on by their batch. */
    private long make(ObjectNode definition) {
        var made = owner.post(CAMPAIGNS, definition.toString());
        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        var id = made.json().at("/id").longValue();
        awaitNoBacklog(id);
        return id;
    }

    private void replace(long campaign, ObjectNode definition) {
        var replaced = owner.put(path(campaign), definition.toString(), "If-Match", "*");
        assertThat(replaced.status()).as(replaced.toString()).isEqualTo(200);
    }

    private static String path(long campaign) {
        return CAMPAIGNS + "/" + campaign;
    }

    private void awaitWinners(long campaign, long... users) {
        var expected = LongStream.of(users).boxed().toList();
        awaitNoBacklog(campaign);
        assertThat(winners(campaign)).isEqualTo(expected);
    }

    private void awaitNoBacklog(long campaign) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !isTrue("SELECT backlog FROM campaigns WHERE id = ?", campaign));
    }

    private long place(long user) {
        return jdbc.sql("SELECT seq FROM first_logins WHERE user_id = ?")
                .param(user)
                .query(Long.class)
                .single();
    }

    private int number(String query, long parameter) {
        return jdbc.sql(query).param(parameter).query(Integer.class).single();
    }

    private boolean isTrue(String query, long parameter) {
        return jdbc.sql(query).param(parameter).query(Boolean.class).single();
    }
}
