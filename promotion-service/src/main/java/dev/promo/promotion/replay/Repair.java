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
import dev.promo.promotion.replay.Comparison.Found;
import dev.promo.promotion.replay.Difference.Kind;
import dev.promo.promotion.replay.InboxOrder.Logged;
import dev.promo.promotion.replay.ReplayReport.Applied;
import dev.promo.promotion.voucher.LoggedFirstLogin;
import dev.promo.promotion.voucher.VoucherLedger;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Makes the ledger what its shadow is, in one transaction that keeps everybody out who decides: all of a report, or nothing.
 *
 * <p>A voucher that comes back has a new id and a new code, as nobody knows the old ones; it is told of like any that is issued. One
 * that is used is left, whatever the log says.
 */
@Component
class Repair {

    /** As long as this takes, nobody is given anything. */
    static final int MOST_ROWS = 20_000;

    /** Where slots are parked that change places with each other; no quota is so large. */
    private static final int PARKING = 1_000_000_000;

    private static final String TERMS =
            "discount_type, discount_value, currency, discount_cap, minimum_order, rounding";

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
     * Carries out what a run has found.
     *
     * @param undecided first logins to decide on now, in the order of the log
     * @param commit asked last in the transaction; false takes everything back
     * @return false, with nothing done, if the ledger is not as it was found any more
     */
    boolean carryOut(
            ScratchSchema scratch,
            ReplayPlan plan,
            Comparison comparison,
            Found found,
            List<Logged> undecided,
            Predicate<Applied> commit) {
        return transaction.execute(status -> {
            gate.pass();
            jdbc.sql("SELECT id FROM campaigns ORDER BY id FOR UPDATE")
                    .query(Long.class)
                    .list();
            if (!comparison.differences(jdbc).digest().equals(found.digest())) {
                return false;
            }
            var done = new Tables(scratch, plan, comparison).repair(found);
            ledger.record(undecided.stream().map(Repair::asNew).toList());
            var applied = new Applied(done, undecided.size());
            if (!decidedAlike(scratch, undecided) || !commit.test(applied)) {
                status.setRollbackOnly();
                return false;
            }
            return true;
        });
    }

    private static LoggedFirstLogin asNew(Logged login) {
        return new LoggedFirstLogin(login.event(), login.partition(), login.offset(), null, null);
    }

    private boolean decidedAlike(ScratchSchema scratch, List<Logged> undecided) {
        for (var from = 0; from < undecided.size(); from += 1_000) {
            var users = undecided.subList(from, Math.min(from + 1_000, undecided.size())).stream()
                    .map(login -> login.event().userId())
                    .toList();
            var unlike = jdbc.sql("""
                            SELECT (SELECT COUNT(*) FROM vouchers v LEFT JOIN %1$s.vouchers s
                                        ON s.user_id = v.user_id AND s.campaign_id = v.campaign_id
                                     WHERE v.user_id IN (:users) AND s.id IS NULL)
                                 + (SELECT COUNT(*) FROM %1$s.vouchers s LEFT JOIN vouchers v
                                        ON v.user_id = s.user_id AND v.campaign_id = s.campaign_id
                                     WHERE s.user_id IN (:users) AND v.id IS NULL)
                            """.formatted(scratch.name()))
                    .param("users", users)
                    .query(Long.class)
                    .single();
            if (unlike > 0) {
                return false;
            }
        }
        return true;
    }

    /** The statements, between the two schemas. */
    private final class Tables {
        private final String shadow;
        private final ReplayPlan plan;
        private final Comparison comparison;

        Tables(ScratchSchema scratch, ReplayPlan plan, Comparison comparison) {
            shadow = scratch.name();
            this.plan = plan;
            this.comparison = comparison;
        }

        Map<Kind, Long> repair(Found found) {
            var done = new EnumMap<Kind, Long>(Kind.class);
            for (var kind : found.counts().keySet()) {
                var rows = switch (kind) {
                    case VOUCHER_EXTRA_IN_USE -> 0; // its owner holds it
                    default -> found.counts().getOrDefault(kind, 0L);
                };
                if (rows > 0) {
                    done.put(kind, rows);
                }
            }
            if (found.counts().isEmpty()) {
                return done;
            }
            removeExtraVouchers();
            if (comparison.looksAtTheInbox()) {
                removeExtraLogins();
                setLoginsRight();
                bringLoginsBack();
            }
            setVouchersRight();
            bringVouchersBack();
            count();
            return done;
        }

        private void removeExtraVouchers() {
            var extra = ids("SELECT v.id " + comparison.fromExtraVouchers()
                    + " AND v.used_at IS NULL AND v.held_until IS NULL"
                    + " AND NOT EXISTS (SELECT 1 FROM redemptions r WHERE r.voucher_id = v.id)");
            if (!extra.isEmpty()) {
                jdbc.sql("DELETE FROM voucher_changes WHERE voucher_id IN (:ids)")
                        .param("ids", extra)
                        .update();
                jdbc.sql("DELETE FROM vouchers WHERE id IN (:ids)")
                        .param("ids", extra)
                        .update();
            }
        }

        private void removeExtraLogins() {
            var extra = ids("SELECT l.seq " + comparison.fromExtraLogins());
            if (!extra.isEmpty()) {
                jdbc.sql("DELETE FROM first_logins WHERE seq IN (:ids)")
                        .param("ids", extra)
                        .update();
            }
        }

        private void setLoginsRight() {
            var other = ids("SELECT l.user_id " + comparison.fromMissingOrOtherLogins() + " AND l.seq IS NOT NULL");
            if (other.isEmpty()) {
                return;
            }
            // two may have changed places: none keeps one that another is to have
            jdbc.sql("UPDATE first_logins SET seq = -seq WHERE user_id IN (:users)")
                    .param("users", other)
                    .update();
            jdbc.sql("""
                            UPDATE first_logins l JOIN %s.first_logins s ON s.user_id = l.user_id
                               SET l.seq = s.seq, l.event_id = s.event_id, l.occurred_at = s.occurred_at,
                                   l.registered_at = s.registered_at, l.birth_month = s.birth_month,
                                   l.partition_id = s.partition_id, l.log_offset = s.log_offset
                             WHERE l.user_id IN (:users)
                            """.formatted(shadow)).param("users", other).update();
        }

        private void bringLoginsBack() {
            var missing = ids("SELECT s.seq " + comparison.fromMissingOrOtherLogins() + " AND l.seq IS NULL");
            if (!missing.isEmpty()) {
                jdbc.sql("INSERT INTO first_logins SELECT * FROM " + shadow + ".first_logins WHERE seq IN (:places)")
                        .param("places", missing)
                        .update();
            }
        }

        private void setVouchersRight() {
            var other = ids("SELECT v.id " + comparison.fromMissingOrOtherVouchers() + " AND v.id IS NOT NULL");
            if (other.isEmpty()) {
                return;
            }
            jdbc.sql("UPDATE vouchers SET slot = slot + :parking WHERE id IN (:ids)")
                    .param("parking", PARKING)
                    .param("ids", other)
                    .update();
            jdbc.sql("""
                            UPDATE vouchers v
                              JOIN %s.vouchers s ON s.user_id = v.user_id AND s.campaign_id = v.campaign_id
                               SET v.slot = s.slot, v.generation = s.generation, v.origin = s.origin,
                                   v.login_seq = s.login_seq, v.given_by = s.given_by,
                                   v.discount_type = s.discount_type, v.discount_value = s.discount_value,
                                   v.currency = s.currency, v.discount_cap = s.discount_cap,
                                   v.minimum_order = s.minimum_order, v.rounding = s.rounding
                             WHERE v.id IN (:ids)
                            """.formatted(shadow)).param("ids", other).update();
        }

        private void bringVouchersBack() {
            var missing = ids("SELECT s.id " + comparison.fromMissingOrOtherVouchers() + " AND v.id IS NULL");
            if (missing.isEmpty()) {
                return;
            }
            var now = clock.instant();
            jdbc.sql("""
                            INSERT INTO vouchers (campaign_id, slot, generation, user_id, code, origin, login_seq, given_by,
                                                  issued_at, expires_at, revoked_at, %1$s)
                            SELECT campaign_id, slot, generation, user_id, code, origin, login_seq, given_by,
                                   :now, expires_at, revoked_at, %1$s
                              FROM %2$s.vouchers WHERE id IN (:ids) ORDER BY campaign_id, slot, generation
                            """.formatted(TERMS, shadow))
                    .param("now", utc(now))
                    .param("ids", missing)
                    .update();
            tellOf(missing);
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

        private void count() {
            jdbc.sql("DELETE FROM free_slots").update();
            jdbc.sql("""
                            INSERT INTO free_slots (campaign_id, slot, generation)
                            SELECT campaign_id, slot, MAX(generation) FROM vouchers
                             GROUP BY campaign_id, slot HAVING SUM(revoked_at IS NULL) = 0
                            """).update();
            jdbc.sql("""
                            UPDATE campaigns c
                               SET issued = (SELECT COALESCE(MAX(v.slot), 0) FROM vouchers v WHERE v.campaign_id = c.id),
                                   freed = (SELECT COUNT(*) FROM free_slots f WHERE f.campaign_id = c.id)
                            """).update();
        }

        private List<Long> ids(String sql) {
            return new ArrayList<>(jdbc.sql(sql)
                    .param("after", plan.afterPlace())
                    .param("upTo", plan.upToPlace())
                    .query((row, n) -> row.getLong(1))
                    .list());
        }
    }
}
