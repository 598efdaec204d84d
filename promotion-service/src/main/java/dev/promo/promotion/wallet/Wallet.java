package dev.promo.promotion.wallet;

import static dev.promo.defaults.database.Columns.instant;
import static dev.promo.defaults.database.Columns.utc;

import dev.promo.defaults.page.Page;
import dev.promo.defaults.page.PageRequest;
import dev.promo.defaults.token.Caller;
import dev.promo.promotion.wallet.VoucherHistory.Entry;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;

/**
 * What a person holds and where they stand, read from the ledger's rows.
 *
 * <p>Each answer comes from one snapshot: nobody is ever told {@code SOLD_OUT} because a batch was committed between two
 * of its queries.
 */
@Service
@Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
class Wallet {

    private static final PageRequest NEWEST = new PageRequest(PageRequest.MAX_LIMIT, null);

    private final JdbcClient jdbc;
    private final Receipts receipts;
    private final Clock clock;

    Wallet(JdbcClient jdbc, Receipts receipts, Clock clock) {
        this.jdbc = jdbc;
        this.receipts = receipts;
        this.clock = clock;
    }

    /** A person's vouchers, newest first; without a status all but the revoked ones, with one those that have it now. */
    Page<OwnedVoucher> vouchers(long userId, @Nullable VoucherStatus status, PageRequest page) {
        return vouchers(userId, status, page, now());
    }

    /** One voucher of that person; empty also if it is somebody else's. */
    Optional<VoucherHistory> voucher(long userId, long id) {
        var now = now();
        return jdbc.sql("""
                        SELECT %s FROM vouchers v JOIN campaigns c ON c.id = v.campaign_id
                         WHERE v.id = :id AND v.user_id = :user
                        """.formatted(VoucherRows.COLUMNS))
                .param("id", id)
                .param("user", userId)
                .query((row, n) -> VoucherRows.read(row, now))
                .optional()
                .map(voucher -> new VoucherHistory(voucher, history(voucher)));
    }

    /** What was decided on the person in each campaign, newest campaign first. */
    List<Receipt> promotions(Caller person) {
        return receipts.all(person, now());
    }

    Home home(Caller person) {
        var now = now();
        var held = vouchers(person.userId(), null, NEWEST, now).items();
        var states = receipts.running(person, now).reversed().stream()
                .map(CampaignState::of)
                .toList();
        return new Home(person.fullName(), held, states);
    }

    /** In the database's own precision, so that it and we judge the same moment. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private Page<OwnedVoucher> vouchers(long userId, @Nullable VoucherStatus status, PageRequest page, Instant now) {
        var after = page.after();
        var found = jdbc.sql("""
                        SELECT %s FROM vouchers v JOIN campaigns c ON c.id = v.campaign_id
                         WHERE v.user_id = :user AND v.id < :before AND %s
                         ORDER BY v.id DESC LIMIT :most
                        """.formatted(VoucherRows.COLUMNS, status == null ? "v.revoked_at IS NULL" : status.sql()))
                .param("user", userId)
                .param("before", after == null ? Long.MAX_VALUE : after)
                .param("now", utc(now))
                .param("most", page.toFetch())
                .query((row, n) -> VoucherRows.read(row, now))
                .list();
        return Page.of(found, page, OwnedVoucher::id);
    }

    private List<Entry> history(OwnedVoucher voucher) {
        var changes = jdbc.sql("""
                        SELECT at, action, order_id FROM voucher_changes
                         WHERE voucher_id = :voucher ORDER BY id DESC LIMIT :most
                        """)
                .param("voucher", voucher.id())
                .param("most", VoucherHistory.MOST)
                .query((row, n) -> new Entry(instant(row, "at"), row.getString("action"), row.getString("order_id")))
                .list();
        var history = new ArrayList<Entry>(changes.size() + 2);
        history.add(new Entry(voucher.issuedAt(), VoucherHistory.ISSUED, null));
        history.addAll(changes.reversed());
        if (voucher.status() == VoucherStatus.EXPIRED && !isToldExpired(history, voucher.expiresAt())) {
            history.add(new Entry(voucher.expiresAt(), VoucherHistory.EXPIRED, null));
        }
        return history;
    }

    /** Whether the sweeper has been here; what it wrote before the end was moved tells of an earlier end. */
    private static boolean isToldExpired(List<Entry> history, Instant expiresAt) {
        return history.stream()
                .anyMatch(entry -> entry.action().equals(VoucherHistory.EXPIRED)
                        && !entry.at().isBefore(expiresAt));
    }
}
