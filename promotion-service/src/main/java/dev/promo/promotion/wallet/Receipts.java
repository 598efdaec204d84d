package dev.promo.promotion.wallet;

import static dev.promo.defaults.database.Columns.instant;
import static dev.promo.defaults.database.Columns.instantOrNull;
import static dev.promo.defaults.database.Columns.intOrNull;
import static dev.promo.defaults.database.Columns.longOrNull;
import static dev.promo.defaults.database.Columns.utc;
import static dev.promo.defaults.database.Columns.uuid;

import dev.promo.defaults.token.Caller;
import dev.promo.promotion.campaign.Discount;
import dev.promo.promotion.campaign.DiscountColumns;
import dev.promo.promotion.campaign.Eligibility;
import dev.promo.promotion.campaign.PauseBook;
import dev.promo.promotion.campaign.Waiting;
import dev.promo.promotion.campaign.Window;
import dev.promo.promotion.wallet.Receipt.DecidedBy;
import dev.promo.promotion.wallet.Receipt.Outcome;
import dev.promo.promotion.wallet.Receipt.Reason;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Derives what was decided on a person's claims from the ledger's rows: nobody wrote a refusal down. Wants one snapshot for
 * all of its queries, which is its caller's to open.
 */
@Component
class Receipts {

    /** The newest campaigns that one answer shows. */
    private static final int MOST = 100;

    /** How far the waiting list is counted. */
    private static final int LAST_POSITION = 1_000;

    /** Before the names of the columns that are the voucher's and not the campaign's. */
    private static final String HELD = "held_";

    private static final String RUNNING = "(c.state = 'ACTIVE' AND c.starts_at <= :now AND c.ends_at > :now)";

    /** Also what is over or paused, where the person has a voucher or a claim that was decided. */
    private static final String CONCERNED = RUNNING + """
             OR v.id IS NOT NULL
             OR EXISTS (SELECT 1 FROM first_logins l
                         WHERE l.user_id = :user AND l.seq >= c.offered_from_seq AND %s)
            """.formatted(Eligibility.SQL);

    private final JdbcClient jdbc;
    private final PauseBook pauseBook;

    Receipts(JdbcClient jdbc, PauseBook pauseBook) {
        this.jdbc = jdbc;
        this.pauseBook = pauseBook;
    }

    /** Of the campaigns that run now, without positions; newest campaign first. */
    List<Receipt> running(Caller person, Instant now) {
        return receipts(person, now, RUNNING, (_, _) -> null);
    }

    /** Of every campaign that runs now or has decided on the person; newest campaign first. */
    List<Receipt> all(Caller person, Instant now) {
        return receipts(person, now, CONCERNED, this::position);
    }

    private List<Receipt> receipts(Caller person, Instant now, String which, Positions positions) {
        var arrival = arrival(person.userId()).orElse(null);
        var stands = stands(person.userId(), now, which);
        if (stands.isEmpty()) {
            return List.of();
        }
        var pauses = pauseBook.of(stands.stream().map(Stand::campaign).toList());
        return stands.stream()
                .map(stand -> arrival == null
                        ? stand.withoutLogin(person.hasFirstLogin())
                        : receipt(stand, arrival, pauses.getOrDefault(stand.campaign(), List.of()), positions))
                .toList();
    }

    private static Receipt receipt(Stand stand, Arrival arrival, List<Eligibility.Pause> pauses, Positions positions) {
        if (stand.voucher() != null) {
            return stand.holding(stand.voucher(), arrival);
        }
        var verdict = stand.eligibility(pauses).of(arrival.facts());
        if (verdict != Eligibility.Verdict.ELIGIBLE) {
            return stand.refused(Outcome.NOT_ELIGIBLE, Reason.of(verdict), arrival);
        }
        if (stand.offeredFrom() == null || arrival.seq() < stand.offeredFrom()) {
            return stand.refused(Outcome.NOT_ELIGIBLE, Reason.NOT_OFFERED, arrival);
        }
        if (stand.closed() != null) {
            return stand.refused(Outcome.SOLD_OUT, stand.closed(), arrival);
        }
        return stand.receipt(
                stand.vacant() > 0 ? Outcome.WAITING : Outcome.SOLD_OUT,
                null,
                positions.of(stand, arrival),
                arrival.decidedBy(),
                arrival.receivedAt());
    }

    private Optional<Arrival> arrival(long user) {
        return jdbc.sql("""
                        SELECT seq, event_id, occurred_at, registered_at, birth_month, partition_id, log_offset,
                               received_at
                          FROM first_logins WHERE user_id = :user
                        """)
                .param("user", user)
                .query((row, n) -> new Arrival(
                        row.getLong("seq"),
                        new DecidedBy(
                                uuid(row.getBytes("event_id")),
                                row.getInt("partition_id"),
                                row.getLong("log_offset"),
                                instant(row, "occurred_at")),
                        instantOrNull(row, "registered_at"),
                        intOrNull(row, "birth_month"),
                        instant(row, "received_at")))
                .optional();
    }

    private List<Stand> stands(long user, Instant now, String which) {
        return jdbc.sql("""
                        SELECT c.id AS campaign_id, c.name, c.state, c.starts_at, c.ends_at, c.registered_after,
                               c.birth_month, c.total_vouchers - c.issued + c.freed AS vacant, c.offered_from_seq,
                               c.waiting_from_seq, c.created_at, c.vouchers_end_at, %s, %s,
                               v.id AS voucher_id, v.slot, v.generation, v.login_seq, v.issued_at, v.revoked_at
                          FROM campaigns c
                          LEFT JOIN vouchers v ON v.user_id = :user AND v.campaign_id = c.id
                         WHERE %s
                         ORDER BY c.id DESC LIMIT :most
                        """.formatted(DiscountColumns.of("c"), DiscountColumns.of("v", HELD), which))
                .param("user", user)
                .param("now", utc(now))
                .param("most", MOST)
                .query((row, n) -> Stand.read(row, now))
                .list();
    }

    /**
     * One more than wait before, counted from where the list begins.
     *
     * @return null if so many wait before that counting them would keep the database from better work
     */
    private @Nullable Long position(Stand stand, Arrival arrival) {
        var before = jdbc.sql("""
                        SELECT COUNT(*) FROM (
                            SELECT l.seq FROM campaigns c JOIN first_logins l ON l.seq >= :from AND l.seq < :mine
                             WHERE c.id = :campaign AND %s
                             LIMIT :most) waiting
                        """.formatted(Waiting.SQL))
                .param("campaign", stand.campaign())
                .param("from", stand.waitingFrom())
                .param("mine", arrival.seq())
                .param("most", LAST_POSITION)
                .query(Long.class)
                .single();
        return before < LAST_POSITION ? before + 1 : null;
    }

    private interface Positions {
        @Nullable
        Long of(Stand stand, Arrival arrival);
    }

    private record Arrival(
            long seq,
            DecidedBy decidedBy,
            @Nullable Instant registeredAt,
            @Nullable Integer birthMonth,
            Instant receivedAt) {

        Eligibility.Facts facts() {
            return new Eligibility.Facts(decidedBy.occurredAt(), registeredAt, birthMonth);
        }
    }

    /** @param earned whether a first login earned it */
    private record Voucher(
            long id,
            int slot,
            int generation,
            boolean earned,
            Instant issuedAt,
            @Nullable Instant revokedAt) {}

    /** @param closed why nobody who waits will ever be served; null if they may be */
    private record Stand(
            long campaign,
            String name,
            Discount discount,
            @Nullable Reason closed,
            Window window,
            @Nullable Instant registeredAfter,
            @Nullable Integer birthMonth,
            int vacant,
            @Nullable Long offeredFrom,
            long waitingFrom,
            Instant createdAt,
            @Nullable Voucher voucher) {

        static Stand read(ResultSet row, Instant now) throws SQLException {
            var offeredFrom = longOrNull(row, "offered_from_seq");
            return new Stand(
                    row.getLong("campaign_id"),
                    row.getString("name"),
                    // a voucher keeps the discount that it was given with
                    DiscountColumns.read(row, longOrNull(row, "voucher_id") == null ? "" : HELD),
                    closed(row, now),
                    new Window(instant(row, "starts_at"), instant(row, "ends_at")),
                    instantOrNull(row, "registered_after"),
                    intOrNull(row, "birth_month"),
                    row.getInt("vacant"),
                    offeredFrom,
                    Math.max(offeredFrom == null ? 0 : offeredFrom, row.getLong("waiting_from_seq")),
                    instant(row, "created_at"),
                    voucher(row));
        }

        private static @Nullable Reason closed(ResultSet row, Instant now) throws SQLException {
            if (row.getString("state").equals("ARCHIVED")) {
                return Reason.CAMPAIGN_ARCHIVED;
            }
            var vouchersEndAt = instantOrNull(row, "vouchers_end_at");
            return vouchersEndAt == null || vouchersEndAt.isAfter(now) ? null : Reason.VOUCHERS_ENDED;
        }

        private static @Nullable Voucher voucher(ResultSet row) throws SQLException {
            var id = longOrNull(row, "voucher_id");
            return id == null
                    ? null
                    : new Voucher(
                            id,
                            row.getInt("slot"),
                            row.getInt("generation"),
                            longOrNull(row, "login_seq") != null,
                            instant(row, "issued_at"),
                            instantOrNull(row, "revoked_at"));
        }

        Eligibility eligibility(List<Eligibility.Pause> pauses) {
            return new Eligibility(window, pauses, registeredAfter, birthMonth);
        }

        /** @param comes whether a first login may still be seen */
        Receipt withoutLogin(boolean comes) {
            if (voucher != null) {
                return holding(voucher, null);
            }
            return comes
                    ? receipt(Outcome.PENDING, null, null, null, null)
                    : receipt(Outcome.NOT_ELIGIBLE, Reason.NO_FIRST_LOGIN, null, null, null);
        }

        Receipt holding(Voucher mine, @Nullable Arrival arrival) {
            var revokedAt = mine.revokedAt();
            return new Receipt(
                    campaign,
                    name,
                    discount,
                    revokedAt == null ? Outcome.ISSUED : Outcome.REVOKED,
                    null,
                    mine.id(),
                    mine.slot(),
                    mine.generation(),
                    null,
                    mine.earned() && arrival != null ? arrival.decidedBy() : null,
                    revokedAt == null ? mine.issuedAt() : revokedAt);
        }

        /** Decided when the login was taken in, or when there was a campaign to decide on, whichever came later. */
        Receipt refused(Outcome outcome, Reason reason, Arrival arrival) {
            var receivedAt = arrival.receivedAt();
            return receipt(
                    outcome,
                    reason,
                    null,
                    arrival.decidedBy(),
                    receivedAt.isBefore(createdAt) ? createdAt : receivedAt);
        }

        Receipt receipt(
                Outcome outcome,
                @Nullable Reason reason,
                @Nullable Long position,
                @Nullable DecidedBy decidedBy,
                @Nullable Instant decidedAt) {
            return new Receipt(
                    campaign, name, discount, outcome, reason, null, null, null, position, decidedBy, decidedAt);
        }
    }
}
