package dev.promo.promotion.voucher;

import static dev.promo.defaults.database.Columns.utc;

import dev.promo.defaults.problem.ApiProblem;
import dev.promo.events.VoucherChange.Origin;
import dev.promo.promotion.database.ReadCommitted;
import dev.promo.promotion.database.Snapshots;
import dev.promo.promotion.voucher.BulkFile.Row.Malformed;
import dev.promo.promotion.voucher.BulkFile.Row.Person;
import dev.promo.promotion.voucher.BulkReport.Outcome;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Gives vouchers to named people, in the order of a file. Who waits for one comes first; nobody gets two; the quota is kept.
 *
 * <p>Works in chunks, each a transaction of its own. A file that was cut short is sent again: whoever got a voucher the first
 * time holds one by then, so the same file twice changes nothing.
 */
@Component
class BulkIssue {
    private static final Logger log = LoggerFactory.getLogger(BulkIssue.class);

    /** As WaitingList has it: first logins pass between two chunks. */
    private static final int CHUNK = 500;

    /** People who wait and are served within one request, give or take a chunk. */
    static final int MOST_SERVED = 2_000;

    private static final int RETRY_AFTER_SECONDS = 5;

    private final JdbcClient jdbc;
    private final SlotBook slots;
    private final WaitingList waitingList;
    private final ErasedPeople erasedPeople;
    private final Clock clock;
    private final ReadCommitted transaction;
    private final Snapshots snapshots;

    BulkIssue(
            JdbcClient jdbc,
            SlotBook slots,
            WaitingList waitingList,
            ErasedPeople erasedPeople,
            Clock clock,
            ReadCommitted transaction,
            Snapshots snapshots) {
        this.jdbc = jdbc;
        this.slots = slots;
        this.waitingList = waitingList;
        this.erasedPeople = erasedPeople;
        this.clock = clock;
        this.transaction = transaction;
        this.snapshots = snapshots;
    }

    /**
     * Gives a voucher to everybody in the file, as long as there are some.
     *
     * @param actor the user id of who gives
     * @return empty if there is no such campaign
     * @throws ApiProblem 503, with nothing given to anybody in the file, if so many wait that one request cannot serve them.
     *     Only if they come to wait while the file is worked on, the rest of it is told so row by row
     */
    Optional<BulkReport> issue(long campaign, BulkFile file, long actor) {
        if (!exists(campaign)) {
            return Optional.empty();
        }
        var report = report(campaign, false, file, new Turn(campaign)::give);
        log.info("User {} gave {} vouchers of campaign {} in bulk", actor, report.issued(), campaign);
        return Optional.of(report);
    }

    /** Says what {@link #issue} would do if nothing else happened before; changes nothing and locks nothing. */
    Optional<BulkReport> dryRun(long campaign, BulkFile file) {
        if (!exists(campaign)) {
            return Optional.empty();
        }
        // of one moment: who waits may be served between two readings
        return Optional.of(snapshots.inOne(() -> report(campaign, true, file, new Room(campaign)::wouldGive)));
    }

    private BulkReport report(long campaign, boolean dryRun, BulkFile file, Decision decision) {
        var rows = new TreeMap<Integer, BulkReport.Row>();
        var people = new ArrayList<Person>();
        for (var row : file.rows()) {
            switch (row) {
                case Person person -> people.add(person);
                case Malformed malformed -> rows.put(malformed.number(), BulkReport.Row.of(malformed));
            }
        }
        for (var from = 0; from < people.size(); from += CHUNK) {
            var chunk = people.subList(from, Math.min(from + CHUNK, people.size()));
            decision.on(chunk).forEach(row -> rows.put(row.row(), row));
        }
        return BulkReport.of(campaign, dryRun, List.copyOf(rows.values()));
    }

    private interface Decision {
        List<BulkReport.Row> on(List<Person> people);
    }

    /**
     * Empty if others have to be served before.
     *
     * @param begun whether rows of this file were decided on already, so that the end of the vouchers is told row by row
     */
    private Optional<List<BulkReport.Row>> giveUnlessSomebodyWaits(long id, List<Person> people, boolean begun) {
        var campaign = slots.lock(id).orElseThrow();
        var now = clock.instant();
        if (!campaign.isWorthGiving(now)) {
            if (begun) {
                return Optional.of(all(people, Outcome.VOUCHERS_ENDED));
            }
            throw ended();
        }
        if (campaign.backlog() && campaign.left() > 0) {
            return Optional.empty();
        }
        var before = vouchersOf(id, people);
        var erased = erasedAmong(people);
        var newcomers = newcomers(people, before.keySet(), erased);
        var winners = newcomers.stream().limit(campaign.left()).toList();
        slots.issue(campaign, claims(winners, now));
        var given = winners.isEmpty() ? before : vouchersOf(id, people);
        var refusal = campaign.active() ? Outcome.SOLD_OUT : Outcome.NOT_ACTIVE;
        var rows = new ArrayList<BulkReport.Row>();
        var told = new LinkedHashSet<>(before.keySet());
        for (var person : people) {
            var voucher = given.get(person.userId());
            if (voucher == null) {
                rows.add(BulkReport.Row.of(person, erased.contains(person.userId()) ? Outcome.ERASED : refusal));
            } else {
                var isNew = told.add(person.userId());
                rows.add(BulkReport.Row.of(
                        person, isNew ? Outcome.ISSUED : Outcome.ALREADY_HOLDS, voucher.slot(), voucher.id()));
            }
        }
        return Optional.of(rows);
    }

    private static List<BulkReport.Row> all(List<Person> people, Outcome outcome) {
        return people.stream().map(person -> BulkReport.Row.of(person, outcome)).toList();
    }

    private static ApiProblem ended() {
        return new ApiProblem(
                HttpStatus.CONFLICT, "VOUCHERS_ENDED", "The campaign's vouchers could not be used any more.");
    }

    private static List<Claim> claims(List<Long> winners, Instant now) {
        return winners.stream()
                .map(user -> new Claim(null, user, null, Origin.BULK, now))
                .toList();
    }

    private static List<Long> newcomers(List<Person> people, Set<Long> holders, Set<@Nullable Long> erased) {
        return people.stream()
                .map(Person::userId)
                .distinct()
                .filter(user -> !holders.contains(user) && !erased.contains(user))
                .toList();
    }

    private Set<@Nullable Long> erasedAmong(List<Person> people) {
        return erasedPeople.among(people.stream().map(Person::userId).distinct().toList());
    }

    private Map<Long, Given> vouchersOf(long campaign, List<Person> people) {
        var vouchers = new HashMap<Long, Given>();
        jdbc.sql("SELECT user_id, id, slot FROM vouchers WHERE user_id IN (:users) AND campaign_id = :campaign")
                .param("users", people.stream().map(Person::userId).distinct().toList())
                .param("campaign", campaign)
                .query(row -> {
                    vouchers.put(row.getLong("user_id"), new Given(row.getLong("id"), row.getInt("slot")));
                });
        return vouchers;
    }

    private boolean exists(long campaign) {
        return jdbc.sql("SELECT COUNT(*) > 0 FROM campaigns WHERE id = :id")
                .param("id", campaign)
                .query(Boolean.class)
                .single();
    }

    private record Given(long id, int slot) {}

    /** One file's turn, behind those who wait. */
    private final class Turn {
        private final long campaign;
        private int patience = MOST_SERVED;
        private boolean begun;

        Turn(long campaign) {
            this.campaign = campaign;
        }

        List<BulkReport.Row> give(List<Person> people) {
            do {
                if (patience > 0) {
                    patience -= waitingList.serve(campaign, patience);
                }
                var given = transaction.execute(_ -> giveUnlessSomebodyWaits(campaign, people, begun));
                if (given.isPresent()) {
                    begun = true;
                    return given.get();
                } // otherwise room was made between the two, or too many wait
            } while (patience > 0);
            if (!begun) {
                throw new ApiProblem(
                                HttpStatus.SERVICE_UNAVAILABLE,
                                "WAITING_LIST_FIRST",
                                "Many people wait for this campaign's vouchers and are served first.")
                        .header("Retry-After", Integer.toString(RETRY_AFTER_SECONDS));
            }
            return all(people, Outcome.OTHERS_FIRST);
        }
    }

    /** What a dry run finds, and what would be left of it. */
    private final class Room {
        private final long campaign;
        private final boolean active;
        private final boolean ended;
        private final Set<Long> given = new LinkedHashSet<>();
        private long left;

        Room(long campaign) {
            this.campaign = campaign;
            var found = jdbc.sql("""
                            SELECT state = 'ACTIVE' AS active, total_vouchers - issued + freed AS vacant, backlog,
                                   COALESCE(vouchers_end_at <= :now, FALSE) AS ended
                              FROM campaigns WHERE id = :id
                            """)
                    .param("id", campaign)
                    .param("now", utc(clock.instant()))
                    .query((row, n) -> new Found(
                            row.getBoolean("active"),
                            row.getInt("vacant"),
                            row.getBoolean("backlog"),
                            row.getBoolean("ended")))
                    .single();
            ended = found.ended();
            active = found.active();
            var served = active && found.backlog() ? waitingList.howManyWait(campaign, found.vacant()) : 0;
            left = active ? found.vacant() - served : 0;
        }

        List<BulkReport.Row> wouldGive(List<Person> people) {
            if (ended) {
                throw ended();
            }
            var vouchers = vouchersOf(campaign, people);
            var erased = erasedAmong(people);
            return people.stream()
                    .map(person -> wouldGive(person, vouchers, erased))
                    .toList();
        }

        private BulkReport.Row wouldGive(Person person, Map<Long, Given> vouchers, Set<@Nullable Long> erased) {
            var voucher = vouchers.get(person.userId());
            if (voucher != null) {
                return BulkReport.Row.of(person, Outcome.ALREADY_HOLDS, voucher.slot(), voucher.id());
            }
            if (erased.contains(person.userId())) {
                return BulkReport.Row.of(person, Outcome.ERASED);
            }
            if (given.contains(person.userId())) {
                return BulkReport.Row.of(person, Outcome.ALREADY_HOLDS);
            }
            if (left == 0) {
                return BulkReport.Row.of(person, active ? Outcome.SOLD_OUT : Outcome.NOT_ACTIVE);
            }
            left--;
            given.add(person.userId());
            return BulkReport.Row.of(person, Outcome.ISSUED);
        }

        private record Found(boolean active, int vacant, boolean backlog, boolean ended) {}
    }
}
