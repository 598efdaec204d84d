package dev.promo.promotion.voucher;

import static dev.promo.defaults.database.Columns.bytes;
import static dev.promo.defaults.database.Columns.instant;
import static dev.promo.defaults.database.Columns.instantOrNull;
import static dev.promo.defaults.database.Columns.intOrNull;
import static dev.promo.defaults.database.Columns.list;
import static dev.promo.defaults.database.Columns.longOrNull;
import static dev.promo.defaults.database.Columns.utc;
import static dev.promo.defaults.database.Columns.utcOrNull;

import dev.promo.defaults.database.Rows;
import dev.promo.events.VoucherChange.Origin;
import dev.promo.promotion.campaign.DefinitionGate;
import dev.promo.promotion.campaign.Eligibility;
import dev.promo.promotion.campaign.PauseBook;
import dev.promo.promotion.campaign.Window;
import dev.promo.promotion.database.ReadCommitted;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Flow 6/6. The ledger in MySQL: one transaction a batch, one row lock a campaign.
 *
 * <p>The campaign's row is locked before its vouchers are inserted, so claims queue on that row; the other way round
 * they deadlock. Two instances that race for the same person meet at a unique key: one of them fails as a whole and
 * tries its batch again.
 */
@Repository
class JdbcVoucherLedger implements VoucherLedger {

    private final JdbcTemplate template;
    private final JdbcClient jdbc;
    private final SlotBook slots;
    private final DefinitionGate gate;
    private final PauseBook pauseBook;
    private final ReadCommitted transaction;
    private final Clock clock;

    JdbcVoucherLedger(
            JdbcTemplate template,
            SlotBook slots,
            DefinitionGate gate,
            PauseBook pauseBook,
            ReadCommitted transaction,
            Clock clock) {
        this.template = template;
        this.jdbc = JdbcClient.create(template);
        this.slots = slots;
        this.gate = gate;
        this.pauseBook = pauseBook;
        this.clock = clock;
        this.transaction = transaction;
    }

    @Override
    public Tally record(List<LoggedFirstLogin> batch) {
        return batch.isEmpty() ? Tally.ofArrivals(0, 0) : transaction.execute(_ -> decide(batch));
    }

    private Tally decide(List<LoggedFirstLogin> batch) {
        gate.pass(); // before anybody gets a place in the inbox: the places are the order of the decisions
        var logins = neverSeenBefore(batch);
        var tally = Tally.ofArrivals(logins.size(), batch.size() - logins.size());
        if (logins.isEmpty()) {
            return tally;
        }
        var arrivals = writeInbox(logins);
        for (var campaign : runningDuring(arrivals)) {
            tally = offer(campaign, arrivals, tally);
        }
        return tally;
    }

    private List<LoggedFirstLogin> neverSeenBefore(List<LoggedFirstLogin> batch) {
        var byUser = new LinkedHashMap<Long, LoggedFirstLogin>();
        batch.forEach(login -> byUser.putIfAbsent(login.userId(), login));
        jdbc.sql("SELECT user_id FROM first_logins WHERE user_id IN (" + list(byUser.keySet()) + ")")
                .query(Long.class)
                .list()
                .forEach(byUser::remove);
        return List.copyOf(byUser.values());
    }

    private List<Arrival> writeInbox(List<LoggedFirstLogin> logins) {
        var now = utc(clock.instant());
        var numbered = Rows.insertNumbered(template, """
                INSERT INTO first_logins (seq, user_id, event_id, occurred_at, registered_at, birth_month, partition_id,
                                          log_offset, received_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """, logins, (row, login) -> {
            row.setObject(1, login.place()); // where there is none, the database numbers the row
            row.setLong(2, login.userId());
            row.setBytes(3, bytes(login.event().eventId()));
            row.setObject(4, utc(login.event().occurredAt()));
            row.setObject(5, utcOrNull(login.event().registeredAt()));
            row.setObject(6, login.event().birthMonth());
            row.setInt(7, login.partition());
            row.setLong(8, login.offset());
            row.setObject(9, now);
        });
        return IntStream.range(0, logins.size())
                .mapToObj(i -> {
                    var place = logins.get(i).place();
                    return new Arrival(place == null ? numbered.get(i) : place, logins.get(i));
                })
                .toList();
    }

    /** The campaigns that may concern the arrivals, in the order in which their rows are locked. */
    private List<Offer> runningDuring(List<Arrival> arrivals) {
        var times = arrivals.stream().map(Arrival::occurredAt).sorted().toList();
        var offers = jdbc.sql("""
                        SELECT id, starts_at, ends_at, registered_after, birth_month, version, offered_from_seq,
                               state = 'ACTIVE' AND issued - freed < total_vouchers AS has_left
                          FROM campaigns
                         WHERE starts_at <= :latest AND ends_at > :earliest
                         ORDER BY id
                        """)
                .param("earliest", utc(times.getFirst()))
                .param("latest", utc(times.getLast()))
                .query((row, n) -> new Offer(
                        row.getLong("id"),
                        row.getLong("version"),
                        new Eligibility(
                                new Window(instant(row, "starts_at"), instant(row, "ends_at")),
                                List.of(),
                                instantOrNull(row, "registered_after"),
                                intOrNull(row, "birth_month")),
                        longOrNull(row, "offered_from_seq"),
                        row.getBoolean("has_left")))
                .list();
        if (offers.isEmpty()) {
            return offers;
        }
        var pauses = pauseBook.of(offers.stream().map(Offer::campaign).toList());
        return offers.stream()
                .map(offer -> offer.pausedDuring(pauses.getOrDefault(offer.campaign(), List.of())))
                .toList();
    }

    private Tally offer(Offer offer, List<Arrival> arrivals, Tally tally) {
        var claims = offer.claimsAmong(arrivals);
        if (claims.isEmpty()) {
            return tally;
        }
        if (offer.canBeRefusedUnlocked() && isStillSoldOut(offer)) {
            return tally.withSoldOut(claims.size());
        }
        var campaign = slots.lock(offer.campaign()).orElseThrow();
        if (campaign.version() != offer.version()) { // the next try reads the new definition
            throw new OptimisticLockingFailureException("a campaign was edited while a batch was decided");
        }
        offerFrom(campaign, claims.getFirst().seq());
        var holders = slots.holdersAmong(
                campaign.id(), claims.stream().map(Arrival::userId).toList());
        var waiting = claims.stream()
                .filter(claim -> !holders.contains(claim.userId()))
                .toList();
        // Who waits already comes first; their turn is WaitingList's.
        var left = campaign.backlog() ? 0 : campaign.left();
        var winners = waiting.stream().limit(left).map(Arrival::claim).toList();
        slots.issue(campaign, winners);
        var refused = waiting.size() - winners.size();
        var decided = tally.withAlreadyHeld(holders.size()).withIssued(winners.size());
        return campaign.vacant() > winners.size() ? decided.withQueued(refused) : decided.withSoldOut(refused);
    }

    /**
     * Reads again under a shared lock, which does not queue but holds off whoever wants to give more until we have
     * committed: their search for people who wait then finds ours.
     */
    private boolean isStillSoldOut(Offer offer) {
        return jdbc.sql("""
                        SELECT issued - freed >= total_vouchers AND version = :version
                          FROM campaigns WHERE id = :id LOCK IN SHARE MODE
                        """)
                .param("id", offer.campaign())
                .param("version", offer.version())
                .query(Boolean.class)
                .single();
    }

    /** A campaign that no release with steps has made begins with whom it meets first. */
    private void offerFrom(LockedCampaign campaign, long seq) {
        if (campaign.offeredFromSeq() == null) {
            jdbc.sql("UPDATE campaigns SET offered_from_seq = :seq WHERE id = :id")
                    .param("seq", seq)
                    .param("id", campaign.id())
                    .update();
        }
    }

    /** @param seq the place in the inbox */
    private record Arrival(long seq, LoggedFirstLogin login) {

        long userId() {
            return login.userId();
        }

        Instant occurredAt() {
            return login.event().occurredAt();
        }

        Eligibility.Facts facts() {
            return new Eligibility.Facts(
                    occurredAt(), login.event().registeredAt(), login.event().birthMonth());
        }

        /** Earned by the login, so that reading the log late or again gives a voucher that is good for as long. */
        Claim claim() {
            return new Claim(seq, userId(), login.event().eventId(), Origin.FIRST_LOGIN, occurredAt(), login.trace());
        }
    }

    private record Offer(
            long campaign,
            long version,
            Eligibility eligibility,
            @Nullable Long offeredFromSeq,
            boolean hasLeft) {

        Offer pausedDuring(List<Eligibility.Pause> pauses) {
            return new Offer(
                    campaign,
                    version,
                    new Eligibility(
                            eligibility.window(), pauses, eligibility.registeredAfter(), eligibility.birthMonth()),
                    offeredFromSeq,
                    hasLeft);
        }

        List<Arrival> claimsAmong(List<Arrival> arrivals) {
            return arrivals.stream()
                    .filter(arrival -> eligibility.admits(arrival.facts()))
                    .toList();
        }

        boolean canBeRefusedUnlocked() {
            return !hasLeft && offeredFromSeq != null;
        }
    }
}
