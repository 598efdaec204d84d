package dev.promo.promotion.voucher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promo.events.FirstLogin;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What every ledger promises; run by the real one and by the fake, so that the fake cannot lie. */
abstract class VoucherLedgerContract {

    static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    static final Instant END = Instant.parse("2026-04-01T00:00:00Z");

    /** A ledger with nobody in it and no campaign. */
    abstract VoucherLedger ledger();

    /** Adds a campaign with the window [START, END) and returns its id. */
    abstract long campaign(int totalVouchers);

    /** Who holds a voucher of that campaign, in the order of the slots 1, 2, 3 …; fails if a slot is missing. */
    abstract List<Long> winners(long campaign);

    @Test
    void theFirstComeAreServedInTheOrderOfTheLog() {
        var campaign = campaign(3);

        var tally = ledger().record(logins(50, 40, 30, 20, 10));

        assertThat(winners(campaign)).containsExactly(50L, 40L, 30L);
        assertThat(tally).isEqualTo(new Tally(5, 0, 3, 0, 2, 0));
    }

    @Test
    void theQueueGoesOnFromBatchToBatch() {
        var campaign = campaign(3);

        ledger().record(logins(1, 2));
        ledger().record(logins(3, 4));

        assertThat(winners(campaign)).containsExactly(1L, 2L, 3L);
    }

    @Test
    void aReplayedFirstLoginKeepsTheOneVoucher() {
        var campaign = campaign(3);
        ledger().record(logins(1, 2));

        var tally = ledger().record(logins(1, 2));

        assertThat(winners(campaign)).containsExactly(1L, 2L);
        assertThat(tally).isEqualTo(new Tally(0, 2, 0, 0, 0, 0));
    }

    @Test
    void theSameEventTwiceInOneBatchCountsOnce() {
        var campaign = campaign(3);

        var tally = ledger().record(logins(1, 1, 1, 2));

        assertThat(winners(campaign)).containsExactly(1L, 2L);
        assertThat(tally).isEqualTo(new Tally(2, 2, 2, 0, 0, 0));
    }

    @Test
    void whoWasRefusedStaysRefusedHoweverOftenTheEventComes() {
        var campaign = campaign(1);
        ledger().record(logins(1, 2));

        ledger().record(logins(2));

        assertThat(winners(campaign)).containsExactly(1L);
    }

    @Test
    void oneFirstLoginIsAClaimOnEveryRunningCampaign() {
        var small = campaign(1);
        var large = campaign(10);

        var tally = ledger().record(logins(1, 2));

        assertThat(winners(small)).containsExactly(1L);
        assertThat(winners(large)).containsExactly(1L, 2L);
        assertThat(tally).isEqualTo(new Tally(2, 0, 3, 0, 1, 0));
    }

    @Test
    void theWindowIsHalfOpenAndJudgedByWhenTheLoginHappened() {
        var campaign = campaign(10);

        ledger().record(List.of(
                login(1, START.minusNanos(1_000)), login(2, START), login(3, END.minusNanos(1_000)), login(4, END)));

        assertThat(winners(campaign)).containsExactly(2L, 3L);
    }

    @Test
    void aCampaignOfNoVouchersRefusesEverybody() {
        var campaign = campaign(0);

        var tally = ledger().record(logins(1));

        assertThat(winners(campaign)).isEmpty();
        assertThat(tally).isEqualTo(new Tally(1, 0, 0, 0, 1, 0));
    }

    @Test
    void aCampaignThatComesLaterIsNotOfferedToPeopleAlreadyDecidedOn() {
        ledger().record(logins(1));
        var campaign = campaign(10);

        ledger().record(logins(1, 2));

        assertThat(winners(campaign)).containsExactly(2L);
    }

    @Test
    void anEmptyBatchIsNothing() {
        assertThat(ledger().record(List.of())).isEqualTo(new Tally(0, 0, 0, 0, 0, 0));
    }

    static List<LoggedFirstLogin> logins(long... users) {
        return LongStream.of(users).mapToObj(user -> login(user, START)).toList();
    }

    static LoggedFirstLogin login(long user, Instant occurredAt) {
        return new LoggedFirstLogin(new FirstLogin(new UUID(0, user), user, occurredAt), 0, user);
    }
}
