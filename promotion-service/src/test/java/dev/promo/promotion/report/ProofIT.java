package dev.promo.promotion.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.promo.promotion.Client;
import dev.promo.promotion.PromotionServiceTest;
import dev.promo.promotion.database.Snapshots;
import dev.promo.promotion.report.Evidence.Rule;
import dev.promo.promotion.voucher.LedgerFixture;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;

class ProofIT extends PromotionServiceTest {

    private final Instant now = Instant.now();

    @Autowired
    private ApplicationContext context;

    @Autowired
    private Snapshots snapshots;

    @Autowired
    private LedgerCounts counts;

    @Autowired
    private ProofCheck check;

    @Autowired
    private MeterRegistry metrics;

    @LocalServerPort
    private int port;

    private LedgerFixture ledger;
    private long campaign;

    @BeforeEach
    void aCampaignOfTen() {
        ledger = LedgerFixture.in(context);
        campaign = campaign(10, now.minusSeconds(3600), now.plusSeconds(3600));
    }

    @Test
    void aLedgerThatServedInTurnHolds() {
        ledger.record(now, 11, 12, 13);

        var proof = proof();

        assertThat(proof.broken()).isEmpty();
        assertThat(proof.issued()).isEqualTo(3);
        assertThat(proof.held()).isEqualTo(3);
        assertThat(proof.firstLogins()).isEqualTo(3);
        assertThat(proof.chain().length()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            SLOTS_WITHOUT_A_GAP       | DELETE FROM vouchers WHERE slot = 3
            SLOTS_WITHOUT_A_GAP       | UPDATE vouchers SET slot = 9 WHERE slot = 3
            SLOTS_WITHOUT_A_GAP       | UPDATE campaigns SET issued = issued + 1
            SLOTS_WITHOUT_A_GAP       | UPDATE campaigns SET issued = issued - 1
            FREED_SLOTS_COUNTED       | UPDATE campaigns SET freed = freed + 1
            FREED_SLOTS_COUNTED       | DELETE FROM free_slots
            FREED_SLOTS_COUNTED       | UPDATE free_slots SET slot = 4
            FREED_SLOTS_COUNTED       | UPDATE vouchers SET revoked_at = NULL
            FREED_SLOTS_COUNTED       | UPDATE vouchers SET revoked_at = issued_at WHERE slot = 4
            GENERATIONS_WITHOUT_A_GAP | UPDATE vouchers SET generation = 2 WHERE slot = 4
            SLOTS_WITHOUT_A_GAP       | INSERT INTO vouchers (campaign_id, slot, user_id, code, discount_type, discount_value, issued_at, expires_at) SELECT id, 7, 99, 'X', 'PERCENT', 30, starts_at, ends_at FROM campaigns
            NOBODY_WAITS_WHILE_VOUCHERS_ARE_LEFT | INSERT INTO first_logins (user_id, event_id, occurred_at, partition_id, log_offset, received_at) SELECT 99, event_id, occurred_at, 1, 0, received_at FROM first_logins LIMIT 1
            """)
    void whoeverTampersWithTheRowsTurnsItRed(Rule broken, String tampering) {
        ledger.record(now, 11, 12, 13, 14, 15, 16);
        ledger.revoke(voucherOf(12));
        awaitNoBacklog();
        assertThat(proof().broken()).isEmpty();

        jdbc.sql(tampering).update();

        assertThat(proof().broken()).contains(broken);
        assertThat(proof().holds()).isFalse();
    }

    @Test
    void theRowOfSomebodyWhoHadTheSlotBeforeCannotBeTakenAwayUnseen() {
        ledger.record(now, 11, 12);
        ledger.revoke(voucherOf(12));
        awaitNoBacklog();
        ledger.record(now, 13);
        assertThat(proof().broken()).isEmpty();

        jdbc.sql("DELETE FROM voucher_changes").update();
        jdbc.sql("DELETE FROM vouchers WHERE user_id = 12").update();

        assertThat(proof().broken()).contains(Rule.GENERATIONS_WITHOUT_A_GAP);
    }

    @Test
    void aRevokedSlotGoesToTheNextWhoWaitsAsItsSecondGeneration() {
        setTotal(2);
        ledger.record(now, 11, 12, 13, 14);
        assertThat(proof().waiting()).isEqualTo(2);

        ledger.revoke(voucherOf(12));

        await().untilAsserted(() -> assertThat(slotOf(13)).isEqualTo("2/2"));
        awaitNoBacklog();
        var proof = proof();
        assertThat(proof.broken()).isEmpty();
        assertThat(proof.issued()).isEqualTo(2);
        assertThat(proof.held()).isEqualTo(2);
        assertThat(proof.freed()).isZero();
        assertThat(proof.reissued()).isEqualTo(1);
        assertThat(proof.distinctUsers()).isEqualTo(3);
        assertThat(proof.soldOut()).isEqualTo(1);
    }

    @Test
    void aSlotRevokedWithNobodyWaitingGoesToTheNextNewcomer() {
        ledger.record(now, 11, 12, 13);
        ledger.revoke(voucherOf(12));
        awaitNoBacklog();
        assertThat(proof().freed()).isEqualTo(1);

        ledger.record(now, 14, 15);

        assertThat(slotOf(14)).isEqualTo("2/2");
        assertThat(slotOf(15)).isEqualTo("4/1");
        assertThat(proof().broken()).isEmpty();
    }

    @Test
    void whereOnlyErasedPeopleWouldBeNextASlotStaysFreeAndTheProofHolds() {
        setTotal(1);
        ledger.record(now, 11, 12, 13);
        ledger.erase(11, 12, 13);

        ledger.revoke(voucherOf(11));

        awaitNoBacklog();
        var proof = proof();
        assertThat(proof.broken()).isEmpty();
        assertThat(proof.freed()).isEqualTo(1);
        assertThat(proof.firstLogins()).isEqualTo(3);
        assertThat(proof.waiting()).isZero();
        assertThat(proof.soldOut()).isZero();
        assertThat(proof.erased()).isEqualTo(2);
    }

    @Test
    void theChainCanBeRecomputedFromTheTopicAndTheSlots() throws Exception {
        setTotal(2);
        ledger.record(now, 11, 12, 13);
        ledger.revoke(voucherOf(11));
        await().untilAsserted(() -> assertThat(slotOf(13)).isEqualTo("1/2"));

        var hash = sha256(("promo-proof-v1|" + campaign).getBytes(UTF_8));
        hash = sha256(hash, sha256("1|1|11|00000000-0000-0000-0000-00000000000b|0|11".getBytes(UTF_8)));
        hash = sha256(hash, sha256("2|1|12|00000000-0000-0000-0000-00000000000c|0|12".getBytes(UTF_8)));
        hash = sha256(hash, sha256("1|2|13|00000000-0000-0000-0000-00000000000d|0|13".getBytes(UTF_8)));

        assertThat(proof().chain()).isEqualTo(new ChainHead(HexFormat.of().formatHex(hash), 3));
        var lines = chain();
        assertThat(lines.getFirst()).isEqualTo("number,slot,generation,partition,offset,leaf,hash");
        assertThat(lines.getLast())
                .startsWith("3,1,2,0,13,")
                .endsWith("," + HexFormat.of().formatHex(hash));
        assertThat(lines).hasSize(4);
    }

    /** Runs what docs/proof.md tells auditors to run. */
    @Test
    void theCommandsOfTheDocumentRecomputeTheHead(@TempDir Path folder) throws Exception {
        ledger.record(now, 11, 12, 13);
        Files.write(folder.resolve("chain.csv"), chain());
        var document = Files.readString(Path.of("../docs/proof.md"));
        var commands =
                document.substring(document.indexOf("### Recompute the chain")).split("```(bash)?\\n")[1];

        var bash = new ProcessBuilder("bash", "-c", commands).directory(folder.toFile());
        bash.environment().put("CAMPAIGN", Long.toString(campaign));
        var process = bash.redirectErrorStream(true).start();

        assertThat(new String(process.getInputStream().readAllBytes(), UTF_8))
                .isEqualTo("head %s length 3%n".formatted(proof().chain().head()));
    }

    @Test
    void aHeadPublishedEarlierStaysTheHeadOfThatBeginning() {
        var chain = new HashChain(snapshots);
        ledger.record(now, 11, 12, 13);
        var earlier = chain.head(campaign);

        ledger.record(now, 14, 15);

        assertThat(chain.head(campaign)).isEqualTo(new HashChain(snapshots).head(campaign));
        assertThat(chain()).anySatisfy(line -> assertThat(line).startsWith("3,").endsWith("," + earlier.head()));
    }

    @Test
    void aChainWhoseBeginningWasChangedIsHashedFromScratch() {
        var chain = new HashChain(snapshots);
        ledger.record(now, 11, 12, 13);
        chain.head(campaign);

        jdbc.sql("DELETE FROM vouchers WHERE user_id = 12").update();

        assertThat(chain.head(campaign)).isEqualTo(new HashChain(snapshots).head(campaign));
        assertThat(chain.head(campaign).length()).isEqualTo(2);
    }

    @Test
    void aProofIsSharedForASecondAndThenMadeAnew() {
        var time = new AtomicReference<>(now);
        InstantSource clock = time::get;
        var proofs = new Proofs(snapshots, counts, new HashChain(snapshots), clock.withZone(ZoneOffset.UTC));
        ledger.record(now, 11);
        assertThat(proofs.of(campaign).orElseThrow().issued()).isEqualTo(1);
        ledger.record(now, 12);

        time.set(now.plusMillis(999));
        assertThat(proofs.of(campaign).orElseThrow().issued()).isEqualTo(1);

        time.set(now.plusMillis(1000));
        assertThat(proofs.of(campaign).orElseThrow().issued()).isEqualTo(2);
    }

    @Test
    void somebodyWhoWasPassedOverIsFoundAndServed() {
        ledger.record(now, 11, 12);
        // As a batch of another partition leaves it that was on its way when the waiting list ended.
        jdbc.sql("""
                        INSERT INTO first_logins (user_id, event_id, occurred_at, partition_id, log_offset, received_at)
                        SELECT 99, event_id, occurred_at, 1, 0, received_at FROM first_logins LIMIT 1
                        """).update();
        jdbc.sql("UPDATE campaigns SET waiting_from_seq = 1000000000").update();
        var failures = metrics.counter("campaign.proof.failures").count();

        check.checkAll();

        assertThat(gauge()).isZero();
        assertThat(metrics.counter("campaign.proof.failures").count()).isEqualTo(failures + 1);
        await().untilAsserted(() -> assertThat(slotOf(99)).isEqualTo("3/1"));
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            check.checkAll();
            assertThat(gauge()).isEqualTo(1);
        });
    }

    @Test
    void whoseVoucherIsGoneGetsNoOtherOneInstead() {
        ledger.record(now, 11, 12, 13);
        jdbc.sql("DELETE FROM vouchers WHERE user_id = 12").update();
        assertThat(proof().broken()).contains(Rule.NOBODY_WAITS_WHILE_VOUCHERS_ARE_LEFT);

        check.checkAll();

        assertThat(jdbc.sql("SELECT COUNT(*) FROM campaigns WHERE backlog")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void nobodyIsPassedOverOnceTheVouchersHaveEnded() {
        ledger.record(now, 11);
        jdbc.sql("""
                        INSERT INTO first_logins (user_id, event_id, occurred_at, partition_id, log_offset, received_at)
                        SELECT 99, event_id, occurred_at, 1, 0, received_at FROM first_logins LIMIT 1
                        """).update();
        assertThat(proof().broken()).containsExactly(Rule.NOBODY_WAITS_WHILE_VOUCHERS_ARE_LEFT);

        jdbc.sql("UPDATE campaigns SET voucher_valid_seconds = NULL, vouchers_end_at = :now")
                .param("now", utc(now))
                .update();

        assertThat(proof().broken()).isEmpty();
    }

    @Test
    void anybodyWhoIsLoggedInMaySeeTheProofAndNobodyIsNamedInTheChain() {
        ledger.record(now, 4711);
        var anybody = new Client(port, token(7, "Bob"));

        var proof = Client.ok(anybody.get("/api/v1/campaigns/" + campaign + "/proof"));

        assertThat(proof.at("/campaignId").longValue()).isEqualTo(campaign);
        assertThat(proof.at("/rows").intValue()).isEqualTo(1);
        assertThat(proof.at("/holds").booleanValue()).isTrue();
        assertThat(proof.at("/broken").isEmpty()).isTrue();
        assertThat(proof.at("/chain/head").stringValue()).hasSize(64);
        var chain = anybody.get("/api/v1/campaigns/" + campaign + "/proof/chain");
        assertThat(chain.headers().firstValue("Content-Type")).contains("text/csv;charset=UTF-8");
        assertThat(chain.body().lines().skip(1).map(line -> line.split(",")[1])).containsExactly("1");
        assertThat(Client.problem(404, anybody.get("/api/v1/campaigns/999999/proof/chain")))
                .isEqualTo("NOT_FOUND");
    }

    private QuotaProof proof() {
        return new Proofs(snapshots, counts, new HashChain(snapshots), Clock.systemUTC())
                .of(campaign)
                .orElseThrow();
    }

    private List<String> chain() {
        return new Client(port, token(7, "Bob"))
                .get("/api/v1/campaigns/" + campaign + "/proof/chain")
                .body()
                .lines()
                .toList();
    }

    private double gauge() {
        return metrics.get("campaign.proof.holds")
                .tag("campaign", Long.toString(campaign))
                .gauge()
                .value();
    }

    private void setTotal(int total) {
        jdbc.sql("UPDATE campaigns SET total_vouchers = :total")
                .param("total", total)
                .update();
    }

    private void awaitNoBacklog() {
        await().until(() -> !jdbc.sql("SELECT backlog FROM campaigns WHERE id = :id")
                .param("id", campaign)
                .query(Boolean.class)
                .single());
    }

    private long voucherOf(long user) {
        return jdbc.sql("SELECT id FROM vouchers WHERE user_id = :user")
                .param("user", user)
                .query(Long.class)
                .single();
    }

    private String slotOf(long user) {
        return jdbc.sql("SELECT CONCAT(slot, '/', generation) FROM vouchers WHERE user_id = :user")
                .param("user", user)
                .query(String.class)
                .optional()
                .orElse("none");
    }

    private static byte[] sha256(byte[]... parts) throws Exception {
        var digest = MessageDigest.getInstance("SHA-256");
        for (var part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }
}
