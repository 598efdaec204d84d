package dev.promo.promotion.voucher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.promo.defaults.problem.ApiProblem;
import dev.promo.promotion.Client;
import dev.promo.promotion.PromotionServiceTest;
import dev.promo.promotion.database.ReadCommitted;
import dev.promo.promotion.database.Snapshots;
import dev.promo.promotion.journal.LedgerSteps;
import dev.promo.promotion.journal.VoucherJournal;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.JsonNode;

class BulkIssueIT extends PromotionServiceTest {

    private final Instant now = Instant.now();

    @Autowired
    private ApplicationContext context;

    @Autowired
    private WaitingList waitingList;

    @Autowired
    private VoucherJournal journal;

    @Autowired
    private LedgerSteps steps;

    @Autowired
    private ReadCommitted transactions;

    @Autowired
    private Snapshots snapshots;

    @Autowired
    private Clock clock;

    @LocalServerPort
    private int port;

    private LedgerFixture ledger;
    private Client admin;

    @BeforeEach
    void somebodyWhoMayGive() {
        ledger = LedgerFixture.in(context);
        admin = new Client(port, token(1, "Owner", "ADMIN"));
    }

    @Test
    void everyRowGetsItsOutcome() {
        var campaign = running(3);
        ledger.record(now, 50);

        var report = give(campaign, "userId,note\n10,friend\n50,has one\nten,\n10,again\n11,\n12,late\n13\n");

        assertThat(outcomes(report))
                .containsExactly(
                        "1 ISSUED 2",
                        "2 ALREADY_HOLDS 1",
                        "3 MALFORMED USER_ID",
                        "4 ALREADY_HOLDS 2",
                        "5 ISSUED 3",
                        "6 SOLD_OUT",
                        "7 MALFORMED CELLS");
        assertThat(report.at("/issued").intValue()).isEqualTo(2);
        assertThat(report.at("/malformed").intValue()).isEqualTo(2);
        assertThat(winners(campaign)).containsExactly(50L, 10L, 11L);
        assertThat(jdbc.sql("SELECT origin FROM vouchers WHERE user_id = 10")
                        .query(String.class)
                        .single())
                .isEqualTo("BULK");
        assertThat(report.at("/rows/0/voucherId").longValue())
                .isEqualTo(jdbc.sql("SELECT id FROM vouchers WHERE user_id = 10")
                        .query(Long.class)
                        .single());
    }

    @Test
    void theSameFileTwiceChangesNothingTheSecondTime() {
        var campaign = running(2_000);
        var file = fileOf(1_201);
        assertThat(give(campaign, file).at("/issued").intValue()).isEqualTo(1_201);

        var again = give(campaign, file);

        assertThat(again.at("/issued").intValue()).isZero();
        assertThat(again.at("/alreadyHold").intValue()).isEqualTo(1_201);
        assertThat(winners(campaign)).hasSize(1_201).doesNotHaveDuplicates();
    }

    @Test
    void aDryRunSaysTheSameAndChangesNothing() {
        var campaign = running(3);
        ledger.record(now, 50);
        var file = "userId\n10\n50\n10\n11\n12\n";

        var dry = post(campaign, file, "?dryRun=true");

        assertThat(dry.at("/dryRun").booleanValue()).isTrue();
        assertThat(winners(campaign)).containsExactly(50L);
        var real = give(campaign, file);
        assertThat(dry.at("/rows").findValues("outcome"))
                .isEqualTo(real.at("/rows").findValues("outcome"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"?dryRun=", "?dryrun=true", "?dry_run=true", "?dryRun=maybe", "?dryRun=true&dryRun=false"})
    void aMisspeltDryRunGivesNothing(String query) {
        var campaign = running(3);

        assertThat(admin.post(path(campaign) + query, "text/csv", "userId\n10\n")
                        .statusCode())
                .isEqualTo(400);

        assertThat(winners(campaign)).isEmpty();
    }

    @Test
    void whoWaitsComesFirst() {
        var campaign = running(1);
        ledger.record(now, 1, 2, 3);
        jdbc.sql("UPDATE campaigns SET total_vouchers = 3, backlog = TRUE").update();

        var dry = post(campaign, "userId\n99\n", "?dryRun=true");
        var report = give(campaign, "userId\n99\n");

        assertThat(outcomes(dry)).containsExactly("1 SOLD_OUT");
        assertThat(outcomes(report)).containsExactly("1 SOLD_OUT");
        assertThat(winners(campaign)).containsExactly(1L, 2L, 3L);
    }

    /** In one transaction, so that nobody else sees the people who wait, and serves them. */
    @Test
    void aFileIsRefusedAsAWholeWhileMoreWaitThanOneRequestServes() {
        var bulk = context.getBean(BulkIssue.class);
        var file = BulkFile.read("userId\n900001\n900002\n".getBytes(UTF_8));
        var campaign = running(1);
        ledger.record(now, 1);

        context.getBean(ReadCommitted.class).execute(_ -> {
            manyWait(campaign, BulkIssue.MOST_SERVED + 1_000);
            assertThatThrownBy(() -> bulk.issue(campaign, file, 1))
                    .isInstanceOfSatisfying(ApiProblem.class, problem -> {
                        assertThat(problem.status()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
                        assertThat(problem.code()).isEqualTo("WAITING_LIST_FIRST");
                        assertThat(problem.headers()).containsEntry("Retry-After", "5");
                    });
            assertThat(winners(campaign)).hasSize(1 + BulkIssue.MOST_SERVED).doesNotContain(900_001L, 900_002L);

            assertThat(bulk.issue(campaign, file, 1).orElseThrow().issued()).isEqualTo(2);
            return campaign;
        });

        assertThat(winners(campaign))
                .hasSize(BulkIssue.MOST_SERVED + 1_003)
                .startsWith(1L, 2L, 3L)
                .endsWith(900_001L, 900_002L);
    }

    @Test
    void whoWaitsMayTakeAllThatOneRequestServesAndNobodyElseIsPutOff() {
        var bulk = context.getBean(BulkIssue.class);
        var file = BulkFile.read(fileOf(3_001, 3_600).getBytes(UTF_8));
        var campaign = running(1);
        ledger.record(now, 1);

        context.getBean(ReadCommitted.class).execute(_ -> {
            manyWait(campaign, BulkIssue.MOST_SERVED);
            jdbc.sql("UPDATE campaigns SET total_vouchers = total_vouchers - 2").update();

            assertThat(bulk.issue(campaign, file, 1).orElseThrow().soldOut()).isEqualTo(600);
            return campaign;
        });
    }

    @Test
    void whoWaitsComesFirstAlsoWhenRoomIsMadeAtTheLastMoment() {
        var campaign = running(1);
        ledger.record(now, 1, 2);
        var slots = new LateSlotBook(
                template,
                journal,
                steps,
                clock,
                () -> jdbc.sql("UPDATE campaigns SET total_vouchers = 2, backlog = TRUE")
                        .update());
        var file = new BulkFile(List.of(new BulkFile.Row.Person(1, 99)));

        var report = new BulkIssue(jdbc, slots, waitingList, new ErasedPeople(jdbc), clock, transactions, snapshots)
                .issue(campaign, file, 1)
                .orElseThrow();

        assertThat(report.issued()).isZero();
        assertThat(winners(campaign)).containsExactly(1L, 2L);
    }

    @Test
    void whatWasGivenBeforeTheVouchersEndedInMidFileIsTold() {
        var campaign = running(2_000);
        jdbc.sql("UPDATE campaigns SET voucher_valid_seconds = NULL, vouchers_end_at = :then")
                .param("then", utc(now.plusSeconds(3600)))
                .update();
        var people = IntStream.rangeClosed(1, 501)
                .<BulkFile.Row>mapToObj(number -> new BulkFile.Row.Person(number, number))
                .toList();
        var chunks = new AtomicInteger();
        var slots = new SlotBook(template, journal, steps, clock) {
            @Override
            Optional<LockedCampaign> lock(long id) {
                if (chunks.incrementAndGet() == 2) {
                    jdbc.sql("UPDATE campaigns SET vouchers_end_at = :then")
                            .param("then", utc(now.minusSeconds(1)))
                            .update();
                }
                return super.lock(id);
            }
        };

        var report = new BulkIssue(jdbc, slots, waitingList, new ErasedPeople(jdbc), clock, transactions, snapshots)
                .issue(campaign, new BulkFile(people), 1)
                .orElseThrow();

        assertThat(report.issued()).isEqualTo(500);
        assertThat(report.vouchersEnded()).isEqualTo(1);
        assertThat(report.rows().getLast().outcome()).isEqualTo(BulkReport.Outcome.VOUCHERS_ENDED);
        assertThat(winners(campaign)).hasSize(500);
    }

    @ParameterizedTest
    @ValueSource(strings = {"userId\nx\n", "userId\n"})
    void aFileWithoutPeopleSaysTheSameDryOrNotAlsoAfterTheEndOfTheVouchers(String file) {
        var campaign = running(3);
        jdbc.sql("UPDATE campaigns SET voucher_valid_seconds = NULL, vouchers_end_at = :then")
                .param("then", utc(now.minusSeconds(1)))
                .update();

        var dry = admin.post(path(campaign) + "?dryRun=true", "text/csv", file);

        assertThat(dry.statusCode()).isEqualTo(200);
        assertThat(dry.body().replace("\"dryRun\":true", "\"dryRun\":false"))
                .isEqualTo(admin.post(path(campaign), "text/csv", file).body());
    }

    @Test
    void whoWasErasedIsPassedOverAndTheRowSaysSo() {
        var campaign = running(3);
        ledger.record(now, 50);
        ledger.erase(50, 11, 12);
        var file = "userId\n50\n11\n10\n12\n11\n13\n14\n";

        var dry = post(campaign, file, "?dryRun=true");
        var report = give(campaign, file);

        assertThat(outcomes(report))
                .containsExactly(
                        "1 ALREADY_HOLDS 1",
                        "2 ERASED",
                        "3 ISSUED 2",
                        "4 ERASED",
                        "5 ERASED",
                        "6 ISSUED 3",
                        "7 SOLD_OUT");
        assertThat(report.at("/erased").intValue()).isEqualTo(3);
        assertThat(dry.at("/rows").findValues("outcome"))
                .isEqualTo(report.at("/rows").findValues("outcome"));
        assertThat(winners(campaign)).containsExactly(50L, 10L, 13L);
    }

    @Test
    void aCampaignThatIsPausedGivesNothing() {
        var campaign = running(3);
        jdbc.sql("UPDATE campaigns SET state = 'PAUSED'").update();

        assertThat(outcomes(give(campaign, "userId\n99\n"))).containsExactly("1 NOT_ACTIVE");
        assertThat(winners(campaign)).isEmpty();
    }

    @Test
    void whoGotOneInBulkGetsNoOtherByLoggingIn() {
        var campaign = running(3);
        give(campaign, "userId\n10\n");

        ledger.record(now, 10, 11);

        assertThat(winners(campaign)).containsExactly(10L, 11L);
    }

    @Test
    void filesThatRaceWithLoginsGiveExactlyTheQuota() throws Exception {
        var campaign = running(700);
        var file = fileOf(600);

        try (var pool = Executors.newFixedThreadPool(4)) {
            var tasks = new ArrayList<Callable<Object>>();
            tasks.add(() -> give(campaign, file));
            tasks.add(() -> give(campaign, file));
            IntStream.range(0, 2)
                    .forEach(i -> tasks.add(() -> {
                        for (var from = 0; from < 400; from += 20) {
                            var first = 500 + 1_000L * i + from;
                            ledger.record(
                                    now, LongStream.range(first, first + 20).toArray());
                        }
                        return i;
                    }));
            for (var done : pool.invokeAll(tasks)) {
                done.get();
            }
        }

        assertThat(winners(campaign)).hasSize(700).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "user\n1\n", "userId,note,more\n1,a,b\n", "1\n2\n"})
    void aFileWithoutTheHeaderIsRefused(String file) {
        var campaign = running(3);

        assertThat(Client.violation(admin.post(path(campaign), "text/csv", file)))
                .startsWith("body ");
    }

    @ParameterizedTest
    @CsvSource({"'userId\n\"1\n', CSV", "MANY, MAX_ROWS"})
    void aFileThatIsNoTableOrTooLongIsRefused(String file, String rule) {
        var campaign = running(3);
        var body = file.equals("MANY") ? fileOf(10_001) : file;

        assertThat(Client.violation(admin.post(path(campaign), "text/csv", body)))
                .isEqualTo("body " + rule);
    }

    @Test
    void aFileOfTenThousandPeopleWithNotesIsTaken() {
        var campaign = running(10);
        var file = LongStream.rangeClosed(1, 10_000)
                .mapToObj(user -> user + ",\"a note about this person that says why, in so many words\"")
                .collect(Collectors.joining("\n", "userId,note\n", "\n"));

        var report = give(campaign, file);

        assertThat(report.at("/issued").intValue()).isEqualTo(10);
        assertThat(report.at("/soldOut").intValue()).isEqualTo(9_990);
    }

    @Test
    void vouchersThatNobodyCouldUseAreNotGiven() {
        var campaign = running(3);
        jdbc.sql("UPDATE campaigns SET voucher_valid_seconds = NULL, vouchers_end_at = :then")
                .param("then", utc(now.minusSeconds(1)))
                .update();

        assertThat(Client.problem(409, admin.post(path(campaign), "text/csv", "userId\n1\n")))
                .isEqualTo("VOUCHERS_ENDED");
        assertThat(winners(campaign)).isEmpty();
    }

    @Test
    void vouchersThatNobodyCouldUseAreNotGivenToWhoWaitsEither() {
        var campaign = running(1);
        ledger.record(now, 1, 2);
        jdbc.sql("""
                        UPDATE campaigns SET voucher_valid_seconds = NULL, vouchers_end_at = :then,
                                             total_vouchers = 5, backlog = TRUE
                        """).param("then", utc(now.minusSeconds(1))).update();

        for (var query : List.of("", "?dryRun=true")) {
            assertThat(Client.problem(409, admin.post(path(campaign) + query, "text/csv", "userId\n9\n")))
                    .isEqualTo("VOUCHERS_ENDED");
        }

        assertThat(winners(campaign)).containsExactly(1L);
    }

    @Test
    void onlyAnAdministratorGives() {
        var campaign = running(3);

        assertThat(Client.problem(
                        403, new Client(port, token(7, "Bob")).post(path(campaign), "text/csv", "userId\n7\n")))
                .isEqualTo("FORBIDDEN");
        assertThat(Client.problem(404, admin.post(path(999_999), "text/csv", "userId\n7\n")))
                .isEqualTo("NOT_FOUND");
        assertThat(Client.problem(415, admin.post(path(campaign), "{}"))).isEqualTo("UNSUPPORTED_MEDIA_TYPE");
    }

    private long running(int total) {
        return campaign(total, now.minusSeconds(3600), now.plusSeconds(3600));
    }

    /** People 2, 3 … who came when nothing was left, as many as there are vouchers now, with two more for others. */
    private void manyWait(long campaign, int people) {
        var rows = IntStream.range(2, people + 2)
                .mapToObj(user -> "(%1$d, UNHEX(LPAD('%1$d', 32, '0')), :now, 0, %1$d, :now)".formatted(user))
                .collect(Collectors.joining(", "));
        jdbc.sql("""
                        INSERT INTO first_logins (user_id, event_id, occurred_at, partition_id, log_offset, received_at)
                        VALUES\s""" + rows).param("now", utc(now)).update();
        jdbc.sql("UPDATE campaigns SET total_vouchers = :total, backlog = TRUE WHERE id = :id")
                .param("total", people + 3)
                .param("id", campaign)
                .update();
    }

    private static String fileOf(int people) {
        return fileOf(1, people);
    }

    private static String fileOf(long first, long last) {
        return LongStream.rangeClosed(first, last)
                .mapToObj(Long::toString)
                .collect(Collectors.joining("\n", "userId\n", "\n"));
    }

    private JsonNode give(long campaign, String file) {
        return post(campaign, file, "");
    }

    private JsonNode post(long campaign, String file, String query) {
        return Client.ok(admin.post(path(campaign) + query, "text/csv", file));
    }

    private static String path(long campaign) {
        return "/api/v1/admin/campaigns/" + campaign + "/vouchers";
    }

    private static List<String> outcomes(JsonNode report) {
        var outcomes = new ArrayList<String>();
        report.at("/rows").forEach(row -> {
            var detail = row.has("slot")
                    ? " " + row.at("/slot").intValue()
                    : row.has("rule") ? " " + row.at("/rule").stringValue() : "";
            outcomes.add(row.at("/row").intValue() + " " + row.at("/outcome").stringValue() + detail);
        });
        return outcomes;
    }
}
