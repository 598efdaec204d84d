package dev.promo.promotion.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promo.promotion.database.ReadCommitted;
import dev.promo.promotion.journal.VoucherJournal;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Currency;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.PlatformTransactionManager;

/** The same rules with a clock that stands at the moments that matter. */
class CheckoutBoundariesIT extends CheckoutTest {

    private static final Customer PARTNER = new Customer(SHOP, true, false);
    private static final OrderTotal TOTAL = new OrderTotal(new BigDecimal("100.00"), Currency.getInstance("EUR"));

    @Autowired
    private PresentedVouchers vouchers;

    @Autowired
    private RedemptionBook book;

    @Autowired
    private VoucherJournal journal;

    @Autowired
    private PlatformTransactionManager transactions;

    @Test
    void aVoucherIsGoodUntilTheLastMicrosecondAndNotAtItsEnd() {
        var end = now.plusSeconds(10);
        var early = voucher(ALICE, end);
        var late = voucher(BOB, end);

        assertThat(redeemAt(end.minus(1, ChronoUnit.MICROS), early)).isInstanceOf(Redemptions.Outcome.Redeemed.class);
        assertThat(redeemAt(end, late)).isEqualTo(new Redemptions.Outcome.Refused(new Refusal.Expired()));
        assertThat(redeemAt(end.minusNanos(1), late)).isInstanceOf(Redemptions.Outcome.Redeemed.class);
        assertThat(count("vouchers WHERE used_at >= expires_at")).isZero();
    }

    @Test
    void theDatabaseItselfTellsTheLastMicrosecondFromTheEnd() {
        var end = now.plusSeconds(10);
        var voucher = voucher(ALICE, end);
        // read before its end was moved: what was read says it is good, the row says it is not
        var stale = vouchers.byCode(voucher.code(), PARTNER).orElseThrow();
        change(voucher, "expires_at = '" + utc(end.minus(1, ChronoUnit.MICROS)) + "'");

        assertThat(stale.refusal(end.minus(1, ChronoUnit.MICROS), null)).isEmpty();
        assertThat(redemptions(end.minus(1, ChronoUnit.MICROS)).take(stale, end.minus(1, ChronoUnit.MICROS), null))
                .isFalse();
        assertThat(redemptions(end.minus(2, ChronoUnit.MICROS)).take(stale, end.minus(2, ChronoUnit.MICROS), null))
                .isTrue();
    }

    @Test
    void anEndThatWasToldOfStandsAgainstAClockThatIsBehind() {
        var voucher = voucher(ALICE, now.plusSeconds(10));
        change(voucher, "expired_at = expires_at"); // by the sweeper of an instance whose clock is ahead

        assertThat(redeemAt(now, voucher)).isEqualTo(new Redemptions.Outcome.Refused(new Refusal.Expired()));
        assertThat(holdsAt(now).hold(PARTNER, voucher.code(), Duration.ofSeconds(60), null, null))
                .isEqualTo(new Holds.Outcome.Refused(new Refusal.Expired()));
    }

    @Test
    void theDatabaseItselfKnowsAnEndThatWasToldOfMeanwhile() {
        var voucher = voucher(ALICE, now.plusSeconds(10));
        var stale = vouchers.byCode(voucher.code(), PARTNER).orElseThrow();
        change(voucher, "expired_at = expires_at"); // by the sweeper of an instance whose clock is ahead

        assertThat(stale.refusal(now, null)).isEmpty();
        assertThat(redemptions(now).take(stale, now, null)).isFalse();
    }

    @Test
    void theDatabaseItselfTellsTheLastMicrosecondOfAHoldFromItsEnd() {
        var voucher = voucher(ALICE);
        var stale = vouchers.byCode(voucher.code(), PARTNER).orElseThrow();
        var held = (Holds.Outcome.Held) holdsAt(now).hold(PARTNER, voucher.code(), Duration.ofSeconds(60), null, null);
        var last = held.until().minus(1, ChronoUnit.MICROS);

        assertThat(redemptions(last).take(stale, last, null)).isFalse();
        assertThat(redemptions(held.until()).take(stale, held.until(), null)).isTrue();
    }

    @Test
    void aVoucherIsHeldUntilItsLastMicrosecondAndNotAtItsEnd() {
        var end = now.plusSeconds(10);
        var voucher = voucher(ALICE, end);
        var last = end.minus(1, ChronoUnit.MICROS);
        var expired = new Holds.Outcome.Refused(new Refusal.Expired());

        assertThat(holdsAt(end).hold(PARTNER, voucher.code(), Duration.ofSeconds(60), null, null))
                .isEqualTo(expired);
        var held = (Holds.Outcome.Held) holdsAt(last).hold(PARTNER, voucher.code(), Duration.ofSeconds(60), null, null);
        assertThat(held.until()).isEqualTo(end);
        assertThat(holdsAt(last).hold(PARTNER, voucher.code(), Duration.ofSeconds(60), held.hold(), null))
                .isEqualTo(held);
        assertThat(holdsAt(end).hold(PARTNER, voucher.code(), Duration.ofSeconds(60), held.hold(), null))
                .isEqualTo(expired);
    }

    @Test
    void theNextHoldBeginsWhereTheOneBeforeEnds() {
        var voucher = voucher(ALICE);
        var held = (Holds.Outcome.Held) holdsAt(now).hold(PARTNER, voucher.code(), Duration.ofSeconds(60), null, null);
        var last = held.until().minus(1, ChronoUnit.MICROS);

        assertThat(holdsAt(last).hold(PARTNER, voucher.code(), Duration.ofSeconds(60), null, null))
                .isEqualTo(new Holds.Outcome.Refused(new Refusal.Held(held.until())));
        assertThat(holdsAt(held.until()).hold(PARTNER, voucher.code(), Duration.ofSeconds(60), null, null))
                .isInstanceOf(Holds.Outcome.Held.class);
    }

    @Test
    void aReleaseThatComesTooLateLeavesTheNextHoldAlone() {
        var voucher = voucher(ALICE);
        var first = (Holds.Outcome.Held) holdsAt(now).hold(PARTNER, voucher.code(), Duration.ofSeconds(60), null, null);
        var tooLate = new PresentedVouchers(jdbc) {
            @Override
            Optional<PresentedVoucher> byHold(UUID hold, Customer customer) {
                var found = super.byHold(hold, customer);
                holdsAt(now).release(PARTNER, hold); // by a request that was faster, and then somebody else holds it
                holdsAt(now).hold(PARTNER, voucher.code(), Duration.ofSeconds(60), null, null);
                return found;
            }
        };

        assertThat(new Holds(
                                jdbc,
                                tooLate,
                                new HoldIds(jdbc),
                                journal,
                                at(now),
                                new ReadCommitted(transactions),
                                new VoucherTurns())
                        .release(PARTNER, first.hold()))
                .isFalse();
        assertThat(count("vouchers WHERE hold_id IS NOT NULL")).isEqualTo(1);
        assertThat(changes("RELEASED")).isEqualTo(1);
    }

    @Test
    void aHoldIsOverAtItsEndToTheMicrosecond() {
        var voucher = voucher(ALICE);
        holdsAt(now).hold(PARTNER, voucher.code(), Duration.ofSeconds(60), null, null);
        var end = now.plusSeconds(60);

        assertThat(redeemAt(end.minus(1, ChronoUnit.MICROS), voucher))
                .isEqualTo(new Redemptions.Outcome.Refused(new Refusal.Held(end)));
        assertThat(redeemAt(end, voucher)).isInstanceOf(Redemptions.Outcome.Redeemed.class);
    }

    @Test
    void aHoldThatIsOverIsExtendedOnlyIfNobodyHasTheVoucherSince() {
        var voucher = voucher(ALICE);
        var first = (Holds.Outcome.Held) holdsAt(now).hold(PARTNER, voucher.code(), Duration.ofSeconds(60), null, null);
        var later = now.plusSeconds(120);

        var revived = holdsAt(later).hold(PARTNER, voucher.code(), Duration.ofSeconds(60), first.hold(), null);
        var muchLater = now.plusSeconds(300);
        var second = holdsAt(muchLater).hold(PARTNER, voucher.code(), Duration.ofSeconds(60), null, null);

        assertThat(revived).isEqualTo(new Holds.Outcome.Held(first.hold(), later.plusSeconds(60)));
        assertThat(second).isInstanceOf(Holds.Outcome.Held.class);
        assertThat(holdsAt(muchLater).hold(PARTNER, voucher.code(), Duration.ofSeconds(60), first.hold(), null))
                .isEqualTo(new Holds.Outcome.Refused(new Refusal.Held(muchLater.plusSeconds(60))));
    }

    @Test
    void theReleaseOfAHoldThatIsOverIsNoNews() {
        var voucher = voucher(ALICE);
        var held = (Holds.Outcome.Held) holdsAt(now).hold(PARTNER, voucher.code(), Duration.ofSeconds(60), null, null);

        assertThat(holdsAt(held.until()).release(PARTNER, held.hold())).isTrue();
        assertThat(changes("RELEASED")).isZero();
    }

    private Redemptions.Outcome redeemAt(Instant moment, Voucher voucher) {
        return redemptions(moment).redeem(PARTNER, voucher.code(), "order-1", TOTAL, null);
    }

    private Redemptions redemptions(Instant moment) {
        return new Redemptions(
                jdbc, vouchers, book, journal, at(moment), new ReadCommitted(transactions), new VoucherTurns());
    }

    private Holds holdsAt(Instant moment) {
        return new Holds(
                jdbc,
                vouchers,
                new HoldIds(jdbc),
                journal,
                at(moment),
                new ReadCommitted(transactions),
                new VoucherTurns());
    }

    private static Clock at(Instant moment) {
        return Clock.fixed(moment, ZoneOffset.UTC);
    }
}
