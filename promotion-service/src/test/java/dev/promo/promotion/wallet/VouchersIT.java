package dev.promo.promotion.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promo.defaults.page.PageRequest;
import dev.promo.promotion.campaign.PauseBook;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A person's vouchers in pages, and one with its history. */
class VouchersIT extends WalletTest {

    @Autowired
    private PauseBook pauseBook;

    private static final PageRequest ALL = new PageRequest(200, null);

    @Test
    void aVoucherIsExpiredFromTheVeryMicrosecondWhereverItIsShown() {
        var end = now.plusSeconds(60);
        var voucher = voucher(runningCampaign(1), 1, ALICE, end, false);

        var before = walletAt(end.minusNanos(1_000));
        var after = walletAt(end);

        assertThat(ids(before, VoucherStatus.ACTIVE)).containsExactly(voucher);
        assertThat(ids(before, VoucherStatus.EXPIRED)).isEmpty();
        assertThat(before.voucher(ALICE, voucher).orElseThrow().voucher().status())
                .isEqualTo(VoucherStatus.ACTIVE);
        assertThat(ids(after, VoucherStatus.ACTIVE)).isEmpty();
        assertThat(ids(after, VoucherStatus.EXPIRED)).containsExactly(voucher);
        assertThat(after.voucher(ALICE, voucher).orElseThrow().voucher().status())
                .isEqualTo(VoucherStatus.EXPIRED);
    }

    @Test
    void aClockFinerThanTheDatabasesDoesNotSplitTheTwoRules() {
        var end = now.plusSeconds(60);
        var voucher = voucher(runningCampaign(1), 1, ALICE, end, false);

        var justBefore = walletAt(end.minusNanos(1));

        assertThat(ids(justBefore, VoucherStatus.ACTIVE)).containsExactly(voucher);
        assertThat(ids(justBefore, VoucherStatus.EXPIRED)).isEmpty();
    }

    @Test
    void theRuleForListsIsTheRuleForSingleVouchers() {
        for (var end : List.of(now.minusNanos(1_000), now, now.plusNanos(1_000))) {
            voucher(runningCampaign(1), 1, ALICE, end, false);
            voucher(runningCampaign(1), 1, ALICE, end, true);
            revoked(voucher(runningCampaign(1), 1, ALICE, end, false));
        }
        var wallet = walletAt(now);

        assertThat(VoucherStatus.values())
                .allSatisfy(
                        status -> assertThat(wallet.vouchers(ALICE, status, ALL).items())
                                .isNotEmpty()
                                .allMatch(voucher -> voucher.status() == status));
        assertThat(Stream.of(VoucherStatus.values()).flatMap(status -> ids(wallet, status).stream()))
                .hasSize(9)
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 8})
    void pagesShowEveryVoucherOnceThoughNewOnesCome(int limit) throws Exception {
        var expected = new ArrayList<Long>();
        for (var i = 0; i < 7; i++) {
            expected.addFirst(voucherOf(ALICE));
            voucherOf(BOB);
        }

        var shown = new ArrayList<Long>();
        var next = "";
        do {
            var page = get("/api/v1/vouchers?limit=" + limit + next);
            page.at("/vouchers").forEach(voucher -> shown.add(voucher.at("/id").longValue()));
            voucherOf(ALICE);
            next = page.has("nextCursor") ? "&cursor=" + page.at("/nextCursor").stringValue() : "";
        } while (!next.isEmpty());

        assertThat(shown).isEqualTo(expected);
    }

    @Test
    void aPageKeepsToItsStatus() throws Exception {
        var first = voucherOf(ALICE);
        var second = voucherOf(ALICE);
        revoked(voucherOf(ALICE));
        var third = voucherOf(ALICE);

        var page = get("/api/v1/vouchers?limit=2&status=active");

        assertThat(page.at("/vouchers").findValues("id"))
                .extracting(JsonNode::longValue)
                .containsExactly(third, second);
        var rest = get("/api/v1/vouchers?limit=2&status=active&cursor="
                + page.at("/nextCursor").stringValue());
        assertThat(rest.at("/vouchers").findValues("id"))
                .extracting(JsonNode::longValue)
                .containsExactly(first);
        assertThat(rest.has("nextCursor")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=201", "limit=x", "cursor=x"})
    void aPageThatCannotBeIsRefused(String query) throws Exception {
        var answer = send("/api/v1/vouchers?" + query);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("INVALID_REQUEST", query.substring(0, query.indexOf('=')));
    }

    @Test
    void aVoucherIsShownWithItsHistory() throws Exception {
        var voucher = voucherOf(ALICE);
        changed(voucher, "HELD", null);
        changed(voucher, "RELEASED", null);
        changed(voucher, "REDEEMED", "ORDER-1");
        changed(voucherOf(ALICE), "HELD", null);

        var shown = get("/api/v1/vouchers/" + voucher);

        assertThat(shown.at("/id").longValue()).isEqualTo(voucher);
        assertThat(shown.at("/status").stringValue()).isEqualTo("active");
        assertThat(actions(shown)).containsExactly("ISSUED", "HELD", "RELEASED", "REDEEMED");
        assertThat(shown.at("/history/3/orderId").stringValue()).isEqualTo("ORDER-1");
        assertThat(shown.at("/history/0").has("orderId")).isFalse();
        assertThat(Instant.parse(shown.at("/history/0/at").stringValue())).isEqualTo(now);
    }

    @Test
    void theEndIsPartOfTheHistoryBeforeAndAfterItWasSwept() throws Exception {
        var end = now.minusSeconds(1);
        var voucher = voucher(runningCampaign(1), 1, ALICE, end, false);

        var before = get("/api/v1/vouchers/" + voucher);
        changed(voucher, "EXPIRED", null);
        jdbc.sql("UPDATE voucher_changes SET at = :end").param("end", utc(end)).update();
        var after = get("/api/v1/vouchers/" + voucher);

        assertThat(actions(before)).containsExactly("ISSUED", "EXPIRED");
        assertThat(Instant.parse(before.at("/history/1/at").stringValue())).isEqualTo(end);
        assertThat(after.at("/history")).isEqualTo(before.at("/history"));
    }

    @Test
    void aVoucherThatWasExtendedCanEndASecondTime() throws Exception {
        var voucher = voucher(runningCampaign(1), 1, ALICE, now.minusSeconds(1), false);
        changed(voucher, "EXPIRED", null);
        jdbc.sql("UPDATE voucher_changes SET at = :end")
                .param("end", utc(now.minusSeconds(60)))
                .update();
        changed(voucher, "EXTENDED", null);

        assertThat(actions(get("/api/v1/vouchers/" + voucher)))
                .containsExactly("ISSUED", "EXPIRED", "EXTENDED", "EXPIRED");
    }

    @Test
    void aRevokedVoucherIsFoundByItsNumber() throws Exception {
        var voucher = voucherOf(ALICE);
        revoked(voucher);
        changed(voucher, "REVOKED", null);

        var shown = get("/api/v1/vouchers/" + voucher);

        assertThat(shown.at("/status").stringValue()).isEqualTo("revoked");
        assertThat(actions(shown)).containsExactly("ISSUED", "REVOKED");
    }

    @Test
    void somebodyElsesVoucherIsAsAbsentAsOneThatDoesNotExist() throws Exception {
        var foreign = "/api/v1/vouchers/" + voucherOf(BOB);
        var none = "/api/v1/vouchers/" + Long.MAX_VALUE;

        var answers = List.of(send(foreign), send(none));

        assertThat(answers).allMatch(answer -> answer.statusCode() == 404);
        assertThat(problem(answers.getFirst().body()))
                .isEqualTo(problem(answers.getLast().body()));
        assertThat(answers.getFirst().headers().map().keySet())
                .isEqualTo(answers.getLast().headers().map().keySet());
    }

    private static JsonNode problem(String body) {
        var problem = (ObjectNode) JsonMapper.shared().readTree(body);
        return problem.without(List.of("instance", "correlationId"));
    }

    private static List<String> actions(JsonNode voucher) {
        return voucher.at("/history").findValues("action").stream()
                .map(JsonNode::stringValue)
                .toList();
    }

    private Wallet walletAt(Instant moment) {
        return new Wallet(jdbc, new Receipts(jdbc, pauseBook), Clock.fixed(moment, ZoneOffset.UTC));
    }

    private static List<Long> ids(Wallet wallet, VoucherStatus status) {
        return wallet.vouchers(ALICE, status, ALL).items().stream()
                .map(OwnedVoucher::id)
                .toList();
    }
}
