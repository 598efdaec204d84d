package dev.promo.promotion.voucher;

import dev.promo.events.AccountErased;
import dev.promo.events.FirstLogin;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.springframework.context.ApplicationContext;

/** The service's own ledger, for the tests of other features. */
public final class LedgerFixture {

    private final VoucherLedger ledger;
    private final Revocations revocations;
    private final WaitingList waitingList;
    private final ErasedPeople erasedPeople;
    private final BulkIssue bulk;

    private LedgerFixture(
            VoucherLedger ledger,
            Revocations revocations,
            WaitingList waitingList,
            ErasedPeople erasedPeople,
            BulkIssue bulk) {
        this.ledger = ledger;
        this.revocations = revocations;
        this.waitingList = waitingList;
        this.erasedPeople = erasedPeople;
        this.bulk = bulk;
    }

    public static LedgerFixture in(ApplicationContext context) {
        return new LedgerFixture(
                context.getBean(VoucherLedger.class),
                context.getBean(Revocations.class),
                context.getBean(WaitingList.class),
                context.getBean(ErasedPeople.class),
                context.getBean(BulkIssue.class));
    }

    /** People log in for the first time, all at that moment, in that order; event and offset of each are their user id. */
    public void record(Instant occurredAt, long... users) {
        ledger.record(LongStream.of(users)
                .mapToObj(user -> VoucherLedgerContract.login(user, occurredAt))
                .toList());
    }

    /** That batch. */
    public void record(List<LoggedFirstLogin> batch) {
        ledger.record(batch);
    }

    /** Those events, in the order of one partition. */
    public void replay(List<FirstLogin> events) {
        for (var from = 0; from < events.size(); from += 100) {
            var first = from;
            ledger.record(LongStream.range(from, Math.min(from + 100, events.size()))
                    .mapToObj(i -> new LoggedFirstLogin(events.get((int) i), 0, first + i))
                    .toList());
        }
    }

    public static UUID eventOf(long user) {
        return new UUID(0, user);
    }

    public void revoke(long voucher) {
        revocations.revoke(voucher, 1, "for a test");
    }

    /** These people have themselves erased. */
    public void erase(long... users) {
        erasedPeople.remember(LongStream.of(users)
                .mapToObj(user -> new AccountErased(user, Instant.EPOCH))
                .toList());
    }

    /** To the people of that file, as an owner sends it. */
    public void giveInBulk(long campaign, byte[] file) {
        var _ = bulk.issue(campaign, BulkFile.read(file), 1).orElseThrow();
    }

    public void serve(long campaign) {
        waitingList.serve(campaign);
    }
}
