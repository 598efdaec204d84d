package dev.promo.promotion.replay;

import static dev.promo.defaults.database.Columns.instant;
import static dev.promo.defaults.database.Columns.utc;
import static dev.promo.defaults.database.Columns.uuid;

import dev.promo.events.VoucherChange.Origin;
import dev.promo.events.VoucherChange.VoucherIssued;
import dev.promo.events.VoucherRef;
import dev.promo.promotion.campaign.DefinitionGate;
import dev.promo.promotion.campaign.DiscountColumns;
import dev.promo.promotion.database.ReadCommitted;
import dev.promo.promotion.journal.VoucherJournal;
import dev.promo.promotion.replay.Difference.Kind;
import dev.promo.promotion.replay.ReplayReport.Applied;
import dev.promo.promotion.replay.Staging.Logged;
import dev.promo.promotion.voucher.LoggedFirstLogin;
import dev.promo.promotion.voucher.VoucherLedger;
import java.time.Clock;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Makes the ledger what its shadow is, in one transaction that keeps everybody out who decides: all of a report, or nothing. Which
 * rows that are is found before, so that the transaction is as long as the report and not as the ledger.
 *
 * <p>A voucher that comes back has a new id and a new code, as nobody knows the old ones; it is told of like any that is issued. One
 * that was used or is held is left, whatever the log says.
 */
@Component
class Repair {

    /** As long as this takes, nobody is given anything. */
    static final int MOST_ROWS = 20_000;

    /** Where slots are parked that change places with each other; no quota is so large. */
    private static final int PARKING = 1_000_000_000;

    /** The same for places. */
    private static final long FAR_AWAY = 4_000_000_000_000_000_000L;

    private final JdbcClient jdbc;
    private final ReadCommitted transaction;
    private final DefinitionGate gate;
    private final VoucherLedger ledger;
    private final VoucherJournal journal;
    private final Clock clock;

    Repair(
            JdbcClient jdbc,
            ReadCommitted transaction,
            DefinitionGate gate,
            VoucherLedger ledger,
            VoucherJournal journal,
            Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.gate = gate;
        this.ledger = ledger;
        this.journal = journal;
        this.clock = clock;
    }

    /**
     * The rows that differ, by what is to be done about them: ids of the ledger, or where something is missing, of the shadow.
     *
     * @param counters campaigns whose counters are not what their vouchers say; none unless the whole ledger was looked at
     * @param ofEverything whether it was
     */
    record Rows(
            List<Long> extraVouchers,
            List<Long> extraLogins,
            List<Long> otherLogins,
            List<Long> missingLogins,
            List<Long> otherVouchers,
            List<Long> missingVouchers,
            List<Long> counters,
            boolean ofEverything) {

        Map<Kind, Long> counts() {
            var counts = new EnumMap<Kind, Long>(Kind.class);
            put(counts, Kind.VOUCHER_EXTRA, extraVouchers);
            put(counts, Kind.INBOX_EXTRA, extraLogins);
            put(counts, Kind.INBOX_DIFFERS, otherLogins);
            put(counts, Kind.INBOX_MISSING, missingLogins);
            put(counts, Kind.VOUCHER_DIFFERS, otherVouchers);
            put(counts, Kind.VOUCHER_MISSING, missingVouchers);
            put(counts, Kind.COUNTERS_DIFFER, counters);
            return counts;
        }

        private static void put(Map<Kind, Long> counts, Kind kind, List<Long> rows) {
            if (!rows.isEmpty()) {
                counts.put(kind, (long) rows.size());
            }
        }
    }

    /**
     * Carries out what a run has found.
     *
     * @param undecided first logins to decide on now, in that order
     * @param commit asked last in the transaction; false takes everything back
     * @return false, with nothing done, if the ledger is not as it was found any more
     */
    boolean carryOut(ScratchSchema scratch, Rows rows, List<Logged> undecided, Predicate<Applied> commit) {
        return transaction.execute(status -> {
            gate.pass();
            jdbc.sql("SELECT id FROM campaigns ORDER BY id FOR UPDATE")
                    .query(Long.class)
                    .list();
            if (new Tables(scratch).repair(rows)
                    && decide(scratch, undecided)
                    && commit.test(new Applied(rows.counts(), undecided.size()))) {
                return true;
            }
            status.setRollbackOnly();
            return false;
        });
    }

    private boolean decide(ScratchSchema scratch, List<Logged> undecided) {
        if (undecided.isEmpty()) {
            return true;
        }
        var users = undecided.stream().map(login -> login.event().userId()).toList();
        var seen = jdbc.sql("SELECT COUNT(*) FROM first_logins WHERE user_id IN (:users)")
                .param("users", users)
                .query(Long.class)
                .single();
        if (seen > 0) {
            return false;
        }
        ledger.record(undecided.stream()
                .map(login -> new LoggedFirstLogin(login.event(), login.partition(), login.offset(), null, null))
                .toList());
        // of those who were decided on before and whose rows were gone, the vouchers are still there
        jdbc.sql("""
                        UPDATE vouchers v JOIN first_logins l ON l.user_id = v.user_id SET v.login_seq = l.seq
                         WHERE v.user_id IN (:users) AND v.origin = 'FIRST_LOGIN' AND v.given_by IS NULL
                        """).param("users", users).update();
        return jdbc.sql("""
                                SELECT (SELECT COUNT(*) FROM vouchers v LEFT JOIN %1$s.vouchers s
                                            ON s.user_id = v.user_id AND s.campaign_id = v.campaign_id
                                         WHERE v.user_id IN (:users) AND v.origin = 'FIRST_LOGIN' AND s.id IS NULL)
                                     + (SELECT COUNT(*) FROM %1$s.vouchers s LEFT JOIN vouchers v
                                            ON v.user_id = s.user_id AND v.campaign_id = s.campaign_id
                                         WHERE s.user_id IN (:users) AND v.id IS NULL)
                                """.formatted(scratch.name()))
                        .param("users", users)
                        .query(Long.class)
                        .single()
                == 0;
    }

    /** The statements, between the two schemas. Each says false if a row is not as it was found. */
    private final class Tables {
        private final String shadow;
        private final String ledgerName;

        Tables(ScratchSchema scratch) {
            shadow = scratch.name();
            ledgerName = scratch.ledger();
        }

        boolean repair(Rows rows) {
            var touched = slotsOf(rows);
            return removeExtraVouchers(rows.extraVouchers())
                    && removeExtraLogins(rows.extraLogins())
                    && setLoginsRight(rows.otherLogins())
                    && bringLoginsBack(rows.missingLogins())
                    && setVouchersRight(rows.otherVouchers())
                    && bringVouchersBack(rows.missingVouchers())
                    && keepCountersTrue(rows, touched);
        }

        /** By campaign, those that somebody leaves or comes to. */
        private Map<Long, Set<Integer>> slotsOf(Rows rows) {
            var slots = new TreeMap<Long, Set<Integer>>();
            addSlots("FROM vouchers s WHERE s.id IN (:ids)", rows.extraVouchers(), slots);
            addSlots("FROM vouchers s WHERE s.id IN (:ids)", rows.otherVouchers(), slots);
            addSlots(
                    "FROM %s.vouchers s JOIN vouchers v ON v.user_id = s.user_id AND v.campaign_id = s.campaign_id WHERE v.id IN (:ids)"
                            .formatted(shadow),
                    rows.otherVouchers(),
                    slots);
            addSlots("FROM %s.vouchers s WHERE s.id IN (:ids)".formatted(shadow), rows.missingVouchers(), slots);
            return slots;
        }

        private void addSlots(String from, List<Long> vouchers, Map<Long, Set<Integer>> to) {
            if (!vouchers.isEmpty()) {
                jdbc.sql("SELECT s.campaign_id, s.slot " + from)
                        .param("ids", vouchers)
                        .query(row -> {
                            to.computeIfAbsent(row.getLong("campaign_id"), _ -> new TreeSet<>())
                                    .add(row.getInt("slot"));
                        });
            }
        }

        /**
         * Also where they had been made to agree with the damage: the next slot must be one that nobody has. Only campaigns whose
         * counters were found wrong are counted from the beginning, as that takes as long as they are large.
         */
        private boolean keepCountersTrue(Rows rows, Map<Long, Set<Integer>> touched) {
            Recount.of(rows.counters(), jdbc);
            touched.keySet().removeAll(rows.counters());
            // who is back may wait before whom the search had come to
            jdbc.sql("UPDATE campaigns SET waiting_from_seq = NULL").update();
            touched.forEach((campaign, slots) -> countAgain(campaign, slots, rows.ofEverything()));
            return true;
        }

        /**
         * @param slots those that somebody has left or come to
         * @param all whether every voucher that the campaign is to have is there; otherwise slots that nobody has are somebody's
         *     who is outside of the range, but for those that were left just now
         */
        private void countAgain(long campaign, Set<Integer> slots, boolean all) {
            jdbc.sql("DELETE FROM free_slots WHERE campaign_id = :id AND slot IN (:slots)")
                    .param("id", campaign)
                    .param("slots", slots)
                    .update();
            jdbc.sql("""
                            DELETE f FROM free_slots f
                              JOIN vouchers v ON v.campaign_id = f.campaign_id AND v.taken_slot = f.slot
                             WHERE f.campaign_id = :id
                            """).param("id", campaign).update();
            jdbc.sql("""
                            INSERT INTO free_slots (campaign_id, slot, generation)
                            SELECT campaign_id, slot, MAX(generation) FROM vouchers
                             WHERE campaign_id = :id AND slot IN (:slots)
                             GROUP BY campaign_id, slot HAVING SUM(revoked_at IS NULL) = 0
                            """).param("id", campaign).param("slots", slots).update();
            jdbc.sql("""
                            UPDATE campaigns c
                               SET issued = GREATEST(:issued, LEAST(total_vouchers, (
                                            SELECT COALESCE(MAX(v.slot), 0) FROM vouchers v WHERE v.campaign_id = c.id))),
                                   freed = LEAST(total_vouchers, (
                                           SELECT COUNT(*) FROM free_slots f WHERE f.campaign_id = c.id))
                             WHERE c.id = :id
                            """)
                    .param("id", campaign)
                    .param("issued", all ? 0 : issuedWithout(slots, campaign))
                    .update();
        }

        /** The counter, but for its last slots if they were left and nobody has them any more. */
        private int issuedWithout(Set<Integer> left, long campaign) {
            var issued = jdbc.sql("SELECT issued FROM campaigns WHERE id = :id")
                    .param("id", campaign)
                    .query((row, n) -> row.getInt("issued"))
                    .single();
            var had = new HashSet<>(jdbc.sql("SELECT slot FROM vouchers WHERE campaign_id = :id AND slot IN (:slots)")
                    .param("id", campaign)
                    .param("slots", left)
                    .query((row, n) -> row.getInt("slot"))
                    .list());
            while (left.contains(issued) && !had.contains(issued)) {
                issued--;
            }
            return issued;
        }

        private boolean removeExtraVouchers(List<Long> extra) {
            if (extra.isEmpty()) {
                return true;
            }
            if (!areFree(extra)) {
                return false;
            }
            jdbc.sql("DELETE FROM voucher_changes WHERE voucher_id IN (:ids)")
                    .param("ids", extra)
                    .update();
            return jdbc.sql("DELETE FROM vouchers WHERE id IN (:ids)")
                            .param("ids", extra)
                            .update()
                    == extra.size();
        }

        /** Whether nobody relies on them, nor can until the end of the transaction. */
        private boolean areFree(List<Long> vouchers) {
            var free = jdbc.sql("""
                            SELECT id FROM vouchers
                             WHERE id IN (:ids) AND used_at IS NULL AND held_until IS NULL FOR UPDATE
                            """).param("ids", vouchers).query(Long.class).list();
            var redeemed = jdbc.sql("SELECT COUNT(*) FROM redemptions WHERE voucher_id IN (:ids)")
                    .param("ids", vouchers)
                    .query(Long.class)
                    .single();
            return free.size() == vouchers.size() && redeemed == 0;
        }

        private boolean removeExtraLogins(List<Long> extra) {
            return extra.isEmpty()
                    || jdbc.sql("DELETE FROM first_logins WHERE seq IN (:ids)")
                                    .param("ids", extra)
                                    .update()
                            == extra.size();
        }

        private boolean setLoginsRight(List<Long> users) {
            if (users.isEmpty()) {
                return true;
            }
            // two may have changed places: none keeps one that another is to have
            jdbc.sql("UPDATE first_logins SET seq = seq - :away WHERE user_id IN (:users)")
                    .param("away", FAR_AWAY)
                    .param("users", users)
                    .update();
            return jdbc.sql("""
                                    UPDATE first_logins l JOIN %s.first_logins s ON s.user_id = l.user_id
                                       SET l.seq = s.seq, l.event_id = s.event_id, l.occurred_at = s.occurred_at,
                                           l.registered_at = s.registered_at, l.birth_month = s.birth_month,
                                           l.partition_id = s.partition_id, l.log_offset = s.log_offset
                                     WHERE l.user_id IN (:users)
                                    """.formatted(shadow)).param("users", users).update() == users.size();
        }

        private boolean bringLoginsBack(List<Long> places) {
            return places.isEmpty()
                    || jdbc.sql("INSERT INTO first_logins SELECT * FROM " + shadow
                                            + ".first_logins WHERE seq IN (:places)")
                                    .param("places", places)
                                    .update()
                            == places.size();
        }

        private boolean setVouchersRight(List<Long> other) {
            if (other.isEmpty()) {
                return true;
            }
            if (!areFree(other)) {
                return false;
            }
            jdbc.sql("UPDATE vouchers SET slot = slot + :parking WHERE id IN (:ids)")
                    .param("parking", PARKING)
                    .param("ids", other)
                    .update();
            return jdbc.sql("""
                            UPDATE vouchers v
                              JOIN %1$s.vouchers s ON s.user_id = v.user_id AND s.campaign_id = v.campaign_id
                               SET v.slot = s.slot, v.generation = s.generation, v.origin = s.origin,
                                   v.login_seq = s.login_seq, v.given_by = s.given_by,
                                   v.expired_at = CASE WHEN s.expires_at > :now AND NOT %2$s THEN NULL ELSE v.expired_at END,
                                   v.expires_at = CASE WHEN %2$s THEN v.expires_at ELSE s.expires_at END,
                                   v.revoked_at = CASE WHEN s.revoked_at IS NULL AND %3$s THEN v.revoked_at
                                                       ELSE s.revoked_at END,
                                   v.discount_type = s.discount_type, v.discount_value = s.discount_value,
                                   v.currency = s.currency, v.discount_cap = s.discount_cap,
                                   v.minimum_order = s.minimum_order, v.rounding = s.rounding
                             WHERE v.id IN (:ids)
                            """.formatted(
                                            shadow,
                                            Comparison.hasAnEndOfItsOwn(ledgerName),
                                            Comparison.isRevoked("s", ledgerName)))
                            .param("ids", other)
                            .param("now", utc(clock.instant()))
                            .update()
                    == other.size();
        }

        private boolean bringVouchersBack(List<Long> missing) {
            if (missing.isEmpty()) {
                return true;
            }
            var back = jdbc.sql("""
                            INSERT INTO vouchers (campaign_id, slot, generation, user_id, code, origin, login_seq, given_by,
                                                  issued_at, expires_at, revoked_at, %1$s)
                            SELECT s.campaign_id, s.slot, s.generation, s.user_id, s.code, s.origin, s.login_seq,
                                   s.given_by, :now, s.expires_at,
                                   COALESCE(s.revoked_at, CASE WHEN %3$s THEN :now END), %4$s
                              FROM %2$s.vouchers s WHERE s.id IN (:ids)
                             ORDER BY s.campaign_id, s.slot, s.generation
                            """.formatted(
                                    DiscountColumns.NAMES,
                                    shadow,
                                    Comparison.isRevoked("s", ledgerName),
                                    DiscountColumns.of("s")))
                    .param("now", utc(clock.instant()))
                    .param("ids", missing)
                    .update();
            tellOf(missing);
            return back == missing.size();
        }

        private void tellOf(List<Long> ofShadow) {
            journal.issued(jdbc.sql("""
                            SELECT v.id, v.campaign_id, v.user_id, v.slot, v.generation, v.issued_at, v.origin,
                                   v.expires_at, l.event_id, %s
                              FROM vouchers v
                              JOIN %s.vouchers s ON s.user_id = v.user_id AND s.campaign_id = v.campaign_id
                              LEFT JOIN first_logins l ON l.seq = v.login_seq
                             WHERE s.id IN (:ids) AND v.revoked_at IS NULL ORDER BY v.id
                            """.formatted(DiscountColumns.of("v"), shadow))
                    .param("ids", ofShadow)
                    .query((row, n) -> {
                        var event = row.getBytes("event_id");
                        var voucher = new VoucherIssued(
                                new VoucherRef(
                                        row.getLong("id"),
                                        row.getLong("campaign_id"),
                                        row.getLong("user_id"),
                                        row.getInt("slot"),
                                        row.getInt("generation")),
                                instant(row, "issued_at"),
                                Origin.valueOf(row.getString("origin")),
                                DiscountColumns.read(row).terms(),
                                instant(row, "expires_at"),
                                event == null ? null : uuid(event));
                        return new VoucherJournal.Issued(voucher, null);
                    })
                    .list());
        }
    }
}
