package dev.promo.promotion.replay;

import static dev.promo.defaults.database.Columns.intOrNull;
import static dev.promo.defaults.database.Columns.longOrNull;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.promo.defaults.digest.Sha256;
import dev.promo.promotion.campaign.Eligibility;
import dev.promo.promotion.replay.Difference.Kind;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Holds the ledger against its shadow, row by row, as of the moment that the plan names: nothing that was decided later counts. A
 * row of the ledger is not moved once it is there, so that moment may be long past.
 */
final class Comparison {

    /** Examples of each kind of difference. */
    private static final int EXAMPLES = 20;

    private static final String VOUCHER_TEXT =
            "CONCAT('slot ', %1$s.slot, ', generation ', %1$s.generation, ', ', %1$s.origin, ', place ', "
                    + "COALESCE(%1$s.login_seq, 'none'), COALESCE(CONCAT(', step ', %1$s.given_by), ''), ', ', "
                    + "%1$s.discount_type, ' ', %1$s.discount_value, COALESCE(CONCAT(' ', %1$s.currency), ''), "
                    + "COALESCE(CONCAT(', at most ', %1$s.discount_cap), ''), "
                    + "COALESCE(CONCAT(', from ', %1$s.minimum_order), ''), ', ', %1$s.rounding, "
                    + "', until ', %1$s.expires_at, CASE WHEN %1$s.revoked_at IS NULL THEN '' ELSE ', revoked' END)";

    private static final String INBOX_TEXT =
            "CONCAT('place ', %1$s.seq, ', event ', LOWER(HEX(%1$s.event_id)), ', ', %1$s.occurred_at, ', ', "
                    + "%1$s.partition_id, '@', %1$s.log_offset, "
                    + "COALESCE(CONCAT(', registered ', %1$s.registered_at), ''), "
                    + "COALESCE(CONCAT(', birth month ', %1$s.birth_month), ''))";

    private static final String SAME_LOGIN = """
            (l.seq = s.seq AND l.event_id = s.event_id AND l.occurred_at = s.occurred_at
             AND l.registered_at <=> s.registered_at AND l.birth_month <=> s.birth_month
             AND l.partition_id = s.partition_id AND l.log_offset = s.log_offset)
            """;

    private final String ledger;
    private final String shadow;
    private final ReplayPlan plan;
    private final ReplayRequest request;

    Comparison(ScratchSchema scratch, ReplayPlan plan, ReplayRequest request) {
        ledger = scratch.ledger();
        shadow = scratch.name();
        this.plan = plan;
        this.request = request;
    }

    /** All differences, counted and digested, and the first of each kind. */
    record Found(Map<Kind, Long> counts, List<Difference> examples, Map<Long, Long> extraVouchers, String digest) {

        long all() {
            return counts.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /** On any connection that may read both schemas; in a transaction that holds the ledger still, if that is wanted. */
    Found differences(JdbcClient jdbc) {
        var collected = new Collected();
        if (looksAtTheInbox()) {
            collect(jdbc, missingOrOtherLogins(), collected);
            collect(jdbc, extraLogins(), collected);
        }
        collect(jdbc, disputedPlaces(), collected);
        collect(jdbc, disputedHoles(), collected);
        if (isSomebodysRowGone(jdbc)) {
            collect(jdbc, disputedVouchers(), collected);
        }
        if (plan.afterPlace() >= 0) {
            collect(jdbc, damageBeforeTheRange(), collected);
        }
        if (isSomebodysPlaceUnknown(jdbc)) {
            collect(jdbc, unknownPlaces(), collected);
        }
        collect(jdbc, missingOrOtherVouchers(), collected);
        collect(jdbc, extraVouchers(), collected);
        if (looksAtCounters()) {
            collect(jdbc, counters(), collected);
        }
        jdbc.sql("SELECT s.user_id FROM " + shadow + ".replay_undecided s WHERE TRUE " + person("s") + " ORDER BY s.n")
                .query(row -> {
                    collected.digest("UNDECIDED|" + row.getLong("user_id"));
                });
        jdbc.sql("""
                        SELECT s.campaign_id, s.user_id FROM %1$s.vouchers s
                         WHERE s.login_seq > :last %2$s ORDER BY s.campaign_id, s.slot
                        """.formatted(shadow, filter("s")))
                .param("last", plan.lastPlace())
                .query(row -> {
                    collected.digest("GIVE|" + row.getLong("campaign_id") + "|" + row.getLong("user_id"));
                });
        return collected.found();
    }

    /** Rows of the inbox are of no campaign alone. */
    boolean looksAtTheInbox() {
        return request.campaignId() == null;
    }

    /** Counters are of no person alone. */
    boolean looksAtCounters() {
        return request.userId() == null;
    }

    /** Which rows those are, but for what is left as it is; to be asked for only where they are not too many. */
    Repair.Rows rows(JdbcClient jdbc) {
        var inbox = looksAtTheInbox();
        return new Repair.Rows(
                ids(jdbc, "SELECT v.id " + fromExtraVouchers() + " AND NOT " + inUse()),
                inbox ? ids(jdbc, "SELECT l.seq " + fromExtraLogins()) : List.of(),
                inbox
                        ? ids(jdbc, "SELECT l.user_id " + fromMissingOrOtherLogins() + " AND l.seq IS NOT NULL")
                        : List.of(),
                inbox ? ids(jdbc, "SELECT s.seq " + fromMissingOrOtherLogins() + " AND l.seq IS NULL") : List.of(),
                ids(jdbc, "SELECT v.id " + fromMissingOrOtherVouchers() + " AND v.id IS NOT NULL AND NOT " + inUse()),
                ids(jdbc, "SELECT s.id " + fromMissingOrOtherVouchers() + " AND v.id IS NULL"),
                isOfEverything() ? ids(jdbc, "SELECT campaign_id FROM (" + counters() + ") d") : List.of(),
                isOfEverything());
    }

    /** Whatever stands where those rows have to go and is not to be moved itself, in a sentence. */
    Optional<String> inTheWayOf(Repair.Rows rows, JdbcClient jdbc) {
        var moved = new HashSet<>(rows.extraVouchers());
        moved.addAll(rows.otherVouchers());
        return voucherInTheWay(jdbc, moved).or(() -> looksAtTheInbox() ? loginInTheWay(jdbc, rows) : Optional.empty());
    }

    private Optional<String> voucherInTheWay(JdbcClient jdbc, Set<Long> moved) {
        return ids(jdbc, """
                        SELECT b.id FROM (SELECT s.id %4$s AND (v.id IS NULL OR NOT %5$s)) w
                          JOIN %1$s.vouchers s ON s.id = w.id
                          JOIN %2$s.vouchers b ON b.campaign_id = s.campaign_id AND b.slot = s.slot
                         WHERE b.user_id <> s.user_id
                           AND (b.generation = s.generation
                                OR (b.revoked_at IS NULL AND s.revoked_at IS NULL AND NOT %3$s))
                         ORDER BY b.id
                        """.formatted(shadow, ledger, isRevoked("s", ledger), fromMissingOrOtherVouchers(), inUse()))
                .stream()
                .filter(id -> !moved.contains(id))
                .findFirst()
                .map(id -> jdbc.sql("SELECT campaign_id, slot FROM " + ledger + ".vouchers WHERE id = ?")
                        .param(id)
                        .query((row, n) ->
                                "Slot %d of campaign %d is taken by a voucher that is in use or outside of the range."
                                        .formatted(row.getInt("slot"), row.getLong("campaign_id")))
                        .single());
    }

    private Optional<String> loginInTheWay(JdbcClient jdbc, Repair.Rows rows) {
        var moved = Set.copyOf(rows.otherLogins());
        var removed = Set.copyOf(rows.extraLogins());
        var others = new TreeMap<Long, Long>();
        jdbc.sql("""
                        SELECT b.seq, b.user_id FROM (SELECT s.seq, s.user_id %2$s) w
                          JOIN %1$s.first_logins b ON b.seq = w.seq AND b.user_id <> w.user_id
                        """.formatted(ledger, fromMissingOrOtherLogins()))
                .param("after", plan.afterPlace())
                .param("upTo", plan.upToPlace())
                .query(row -> {
                    others.put(row.getLong("seq"), row.getLong("user_id"));
                });
        return others.entrySet().stream()
                .filter(other -> !removed.contains(other.getKey()) && !moved.contains(other.getValue()))
                .findFirst()
                .map(Map.Entry::getKey)
                .map("Place %d of the inbox is taken by a row outside of the range."::formatted);
    }

    private List<Long> ids(JdbcClient jdbc, String sql) {
        return new ArrayList<>(jdbc.sql(sql)
                .param("after", plan.afterPlace())
                .param("upTo", plan.upToPlace())
                .query((row, n) -> row.getLong(1))
                .list());
    }

    /** Only then is every voucher that a campaign lacks among those that are brought back. */
    boolean isOfEverything() {
        return request.userId() == null
                && request.campaignId() == null
                && request.partition() == null
                && plan.afterPlace() < 0
                && plan.upToPlace() == plan.lastPlace()
                && plan.ranges().stream().allMatch(ReplayPlan.Range::open);
    }

    private void collect(JdbcClient jdbc, String sql, Collected into) {
        jdbc.sql(sql)
                .param("after", plan.afterPlace())
                .param("upTo", plan.upToPlace())
                .query(row -> {
                    into.add(new Difference(
                            Kind.valueOf(row.getString("kind")),
                            longOrNull(row, "campaign_id"),
                            longOrNull(row, "user_id"),
                            intOrNull(row, "partition_id"),
                            longOrNull(row, "log_offset"),
                            row.getString("in_ledger"),
                            row.getString("in_log")));
                });
    }

    private String missingOrOtherLogins() {
        return """
                SELECT CASE WHEN l.seq IS NULL THEN 'INBOX_MISSING' ELSE 'INBOX_DIFFERS' END AS kind,
                       NULL AS campaign_id, s.user_id, s.partition_id, s.log_offset,
                       %1$s AS in_ledger, %2$s AS in_log
                %3$s
                 ORDER BY s.seq
                """.formatted(INBOX_TEXT.formatted("l"), INBOX_TEXT.formatted("s"), fromMissingOrOtherLogins());
    }

    /** The FROM and WHERE of the logins {@code s} of the shadow whose row {@code l} is not like that, or not there. */
    String fromMissingOrOtherLogins() {
        return """
                  FROM %1$s.first_logins s LEFT JOIN %2$s.first_logins l ON l.user_id = s.user_id
                 WHERE s.seq > :after AND s.seq <= :upTo AND %3$s %4$s AND (l.seq IS NULL OR NOT %5$s)
                """.formatted(shadow, ledger, plan.isWithin("s"), person("s"), SAME_LOGIN);
    }

    private String extraLogins() {
        return """
                SELECT 'INBOX_EXTRA' AS kind, NULL AS campaign_id, l.user_id, l.partition_id, l.log_offset,
                       %s AS in_ledger, NULL AS in_log
                %s
                 ORDER BY l.seq
                """.formatted(INBOX_TEXT.formatted("l"), fromExtraLogins());
    }

    /** The FROM and WHERE of the rows {@code l} of the inbox that are too many. */
    String fromExtraLogins() {
        return """
                  FROM %2$s.first_logins l LEFT JOIN %1$s.first_logins s ON s.user_id = l.user_id
                 WHERE ((l.seq > :after AND l.seq <= :upTo) OR l.seq < 1) AND s.seq IS NULL AND %3$s %4$s
                """.formatted(shadow, ledger, plan.isAsked("l"), person("l"));
    }

    /**
     * Who would lose a voucher, or its slot, to the place that the inbox now says. Disputes are told of whomever the request is
     * about: they move others, too.
     */
    private String disputedPlaces() {
        return """
                SELECT 'PLACE_DISPUTED' AS kind, v.campaign_id, v.user_id, l.partition_id, l.log_offset,
                       CONCAT('place ', v.login_seq, ' by the voucher, place ', l.seq, ' by the inbox') AS in_ledger,
                       %4$s AS in_log
                  FROM %2$s.vouchers v
                  JOIN %2$s.first_logins l ON l.user_id = v.user_id
                  LEFT JOIN %1$s.vouchers s ON s.user_id = v.user_id AND s.campaign_id = v.campaign_id
                 WHERE v.origin = 'FIRST_LOGIN' AND v.given_by IS NULL AND v.login_seq <> l.seq
                   AND (s.id IS NULL OR s.slot <> v.slot OR s.generation <> v.generation)
                   AND ((l.seq > :after AND l.seq <= :upTo) OR (v.login_seq > :after AND v.login_seq <= :upTo)) %3$s
                 ORDER BY v.campaign_id, v.slot, v.generation
                """.formatted(shadow, ledger, campaign("v"), VOUCHER_TEXT.formatted("s"));
    }

    /** Who would be given somebody else's slot for nothing but a hole in the inbox, which a batch rolled back may have left. */
    private String disputedHoles() {
        return """
                SELECT 'PLACE_DISPUTED' AS kind, s.campaign_id, s.user_id, h.partition_id, h.log_offset,
                       CONCAT('slot ', v.slot, ' is somebody else''s') AS in_ledger, %4$s AS in_log
                  FROM %1$s.replay_logins h
                  JOIN %1$s.vouchers s ON s.user_id = h.user_id AND s.login_seq = h.place
                  JOIN %2$s.vouchers v
                    ON v.campaign_id = s.campaign_id AND v.slot = s.slot AND v.generation = s.generation
                 WHERE h.by_hole AND v.user_id <> s.user_id %3$s
                   AND (EXISTS (SELECT 1 FROM %1$s.first_logins k WHERE k.user_id = v.user_id)
                        OR EXISTS (SELECT 1 FROM %1$s.vouchers k
                                    WHERE k.user_id = v.user_id AND k.campaign_id = v.campaign_id))
                 ORDER BY s.campaign_id, s.slot, s.generation
                """.formatted(shadow, ledger, campaign("s"), VOUCHER_TEXT.formatted("s"));
    }

    private boolean isSomebodysRowGone(JdbcClient jdbc) {
        return jdbc.sql("SELECT EXISTS (SELECT 1 FROM %1$s.replay_logins WHERE row_gone)".formatted(shadow)
                        + " OR EXISTS (SELECT 1 FROM %1$s.replay_undecided)".formatted(shadow))
                .query(Boolean.class)
                .single();
    }

    /**
     * Who did log in and would lose a voucher while somebody's row is gone: that row may have told of a place before theirs, or
     * it is their own.
     */
    private String disputedVouchers() {
        return """
                SELECT 'PLACE_DISPUTED' AS kind, v.campaign_id, v.user_id, l.partition_id, l.log_offset,
                       %1$s AS in_ledger, 'nothing, while rows of the inbox are gone' AS in_log
                %2$s
                   AND (EXISTS (SELECT 1 FROM %3$s.first_logins k WHERE k.user_id = v.user_id)
                        OR EXISTS (SELECT 1 FROM %3$s.replay_undecided k WHERE k.user_id = v.user_id))
                 ORDER BY v.campaign_id, v.slot, v.generation
                """.formatted(VOUCHER_TEXT.formatted("v"), fromExtraVouchers(""), shadow);
    }

    /**
     * Who would be moved to a slot that is nobody's and stands before all that the range was given: it was somebody's of before the
     * range, whose voucher is gone.
     */
    private String damageBeforeTheRange() {
        return """
                SELECT 'PLACE_DISPUTED' AS kind, s.campaign_id, s.user_id, f.partition_id, f.log_offset,
                       CONCAT('slot ', v.slot) AS in_ledger,
                       CONCAT('slot ', s.slot, ', unless it was somebody''s before the range') AS in_log
                  FROM (SELECT v.campaign_id, MIN(v.slot) AS first FROM %2$s.vouchers v
                         WHERE v.given_by IS NULL AND v.login_seq > :after AND v.login_seq <= :upTo %3$s
                         GROUP BY v.campaign_id) w
                  JOIN %1$s.vouchers s ON s.campaign_id = w.campaign_id AND s.slot < w.first
                  JOIN %1$s.first_logins f ON f.seq = s.login_seq
                  JOIN %2$s.vouchers v ON v.user_id = s.user_id AND v.campaign_id = s.campaign_id
                 WHERE s.given_by IS NULL AND s.login_seq > :after AND s.login_seq <= :upTo AND v.slot <> s.slot
                   AND NOT EXISTS (SELECT 1 FROM %2$s.vouchers b
                                    WHERE b.campaign_id = s.campaign_id AND b.slot = s.slot)
                 ORDER BY s.campaign_id, s.slot
                """.formatted(shadow, ledger, campaign("v"));
    }

    private boolean isSomebodysPlaceUnknown(JdbcClient jdbc) {
        return jdbc.sql("SELECT EXISTS (SELECT 1 FROM " + shadow + ".replay_undecided WHERE place_unknown)")
                .query(Boolean.class)
                .single();
    }

    /** Whose row may be gone together with a voucher: some campaign has a slot that nobody holds. */
    private String unknownPlaces() {
        return """
                SELECT 'PLACE_DISPUTED' AS kind, c.id AS campaign_id, u.user_id, u.partition_id, u.log_offset,
                       'no row, and a slot that nobody has' AS in_ledger, 'a place that is not known' AS in_log
                  FROM %1$s.replay_undecided u
                  JOIN (SELECT c.id FROM %2$s.campaigns c
                          LEFT JOIN %2$s.vouchers v ON v.campaign_id = c.id
                         WHERE TRUE %3$s
                         GROUP BY c.id, c.issued
                        HAVING GREATEST(c.issued, COALESCE(MAX(v.slot), 0)) > COUNT(DISTINCT v.slot)) c
                 WHERE u.place_unknown
                 ORDER BY c.id, u.partition_id, u.log_offset
                """.formatted(shadow, ledger, request.campaignId() == null ? "" : "AND c.id = " + request.campaignId());
    }

    private String missingOrOtherVouchers() {
        return """
                SELECT CASE WHEN v.id IS NULL THEN 'VOUCHER_MISSING' WHEN %s THEN 'VOUCHER_DIFFERS_IN_USE'
                            ELSE 'VOUCHER_DIFFERS' END AS kind,
                       s.campaign_id, s.user_id, f.partition_id, f.log_offset, %s AS in_ledger, %s AS in_log
                %s
                 ORDER BY s.campaign_id, s.slot, s.generation
                """.formatted(
                inUse(), VOUCHER_TEXT.formatted("v"), VOUCHER_TEXT.formatted("s"), fromMissingOrOtherVouchers());
    }

    /** The FROM and WHERE of the shadow's vouchers {@code s} whose row {@code v} is not like that, or not there. */
    String fromMissingOrOtherVouchers() {
        return """
                  FROM %1$s.vouchers s
                  LEFT JOIN %1$s.ledger_steps g ON g.id = s.given_by
                  LEFT JOIN %1$s.first_logins f ON f.seq = s.login_seq
                  LEFT JOIN %2$s.vouchers v ON v.user_id = s.user_id AND v.campaign_id = s.campaign_id
                 WHERE COALESCE(g.after_seq, s.login_seq) > :after AND COALESCE(g.after_seq, s.login_seq) <= :upTo
                   AND (f.seq IS NULL OR %3$s) %4$s AND (v.id IS NULL OR NOT %5$s)
                """.formatted(shadow, ledger, plan.isWithin("f"), filter("s"), sameVoucher());
    }

    /** Which voucher is one too many; those that a step gave which the plan does not know came later. */
    private String extraVouchers() {
        return """
                SELECT CASE WHEN %1$s THEN 'VOUCHER_EXTRA_IN_USE' ELSE 'VOUCHER_EXTRA' END AS kind,
                       v.campaign_id, v.user_id, l.partition_id, l.log_offset, %2$s AS in_ledger, NULL AS in_log
                %3$s
                 ORDER BY v.campaign_id, v.slot, v.generation
                """.formatted(inUse(), VOUCHER_TEXT.formatted("v"), fromExtraVouchers());
    }

    /** Whether somebody relies on the voucher {@code v} of the ledger. */
    String inUse() {
        return """
                (v.used_at IS NOT NULL OR v.held_until IS NOT NULL
                 OR EXISTS (SELECT 1 FROM %s.redemptions r WHERE r.voucher_id = v.id))""".formatted(ledger);
    }

    /** The FROM and WHERE of the vouchers {@code v} that are too many. */
    String fromExtraVouchers() {
        return fromExtraVouchers(person("v"));
    }

    private String fromExtraVouchers(String whose) {
        return """
                  FROM %2$s.vouchers v
                  LEFT JOIN %1$s.ledger_steps g ON g.id = v.given_by
                  LEFT JOIN %2$s.first_logins l ON l.seq = v.login_seq
                  LEFT JOIN %2$s.first_logins o ON o.user_id = v.user_id
                  LEFT JOIN %1$s.vouchers s ON s.user_id = v.user_id AND s.campaign_id = v.campaign_id
                 WHERE s.id IS NULL AND (g.id IS NOT NULL OR v.given_by IS NULL)
                   AND ((COALESCE(g.after_seq, v.login_seq, :after + 1) > :after
                         AND COALESCE(g.after_seq, v.login_seq, 0) <= :upTo)
                        OR %5$s)
                   AND EXISTS (SELECT 1 FROM %1$s.campaigns c WHERE c.id = v.campaign_id) %3$s
                   AND (l.seq IS NULL OR %4$s)
                   AND (g.id IS NOT NULL OR o.seq IS NULL OR o.seq < 1 OR (o.seq > :after AND o.seq <= :upTo AND %6$s))
                """.formatted(
                        shadow, ledger, campaign("v") + " " + whose, plan.isAsked("l"), isNowhere(), plan.isAsked("o"));
    }

    /** Whether the voucher {@code v} names a place that nobody can have, or that nobody has; {@code l} is the row there. */
    private String isNowhere() {
        return "(v.given_by IS NULL AND (v.login_seq < 1%s))"
                .formatted(isOfEverything() ? " OR (v.login_seq > " + plan.lastPlace() + " AND l.seq IS NULL)" : "");
    }

    private String counters() {
        return """
                SELECT 'COUNTERS_DIFFER' AS kind, d.id AS campaign_id, NULL AS user_id, NULL AS partition_id,
                       NULL AS log_offset,
                       CONCAT(d.issued, ' issued, ', d.freed, ' freed, ', d.written, ' free slots, of which ', d.right_ones, ' are free')
                           AS in_ledger,
                       CONCAT(d.highest, ' issued, ', d.free, ' freed and free, by the vouchers there are') AS in_log
                  FROM (SELECT c.id, c.issued, c.freed,
                               (SELECT COALESCE(MAX(v.slot), 0) FROM %1$s.vouchers v WHERE v.campaign_id = c.id) AS highest,
                               (SELECT COUNT(*) FROM %1$s.free_slots f WHERE f.campaign_id = c.id) AS written,
                               (SELECT COUNT(*) FROM %1$s.free_slots f
                                 WHERE f.campaign_id = c.id
                                   AND f.generation = (SELECT MAX(v.generation) FROM %1$s.vouchers v
                                                        WHERE v.campaign_id = f.campaign_id AND v.slot = f.slot)
                                   AND NOT EXISTS (SELECT 1 FROM %1$s.vouchers v
                                                    WHERE v.campaign_id = f.campaign_id AND v.taken_slot = f.slot))
                                   AS right_ones,
                               (SELECT COUNT(DISTINCT v.slot) - COUNT(DISTINCT v.taken_slot)
                                  FROM %1$s.vouchers v WHERE v.campaign_id = c.id) AS free
                          FROM %1$s.campaigns c WHERE TRUE %2$s) d
                 WHERE d.issued <> d.highest OR d.freed <> d.free OR d.written <> d.free OR d.right_ones <> d.free
                 ORDER BY d.id
                """.formatted(ledger, request.campaignId() == null ? "" : "AND c.id = " + request.campaignId());
    }

    /** A revocation that came later is none that the shadow knows. */
    private String sameVoucher() {
        return """
                (v.slot = s.slot AND v.generation = s.generation AND v.origin = s.origin AND v.login_seq <=> s.login_seq
                 AND v.given_by <=> s.given_by AND v.discount_type = s.discount_type
                 AND v.discount_value = s.discount_value AND v.currency <=> s.currency
                 AND v.discount_cap <=> s.discount_cap AND v.minimum_order <=> s.minimum_order
                 AND v.rounding = s.rounding
                 AND (v.expires_at = s.expires_at OR %1$s)
                 AND ((v.revoked_at IS NULL) = (s.revoked_at IS NULL) OR (s.revoked_at IS NULL AND %2$s)))
                """.formatted(
                        hasAnEndOfItsOwn(ledger),
                        isRevoked(
                                "v",
                                ledger,
                                "AND (x.after_seq > :upTo OR NOT EXISTS (SELECT 1 FROM %s.ledger_steps y WHERE y.id = x.id))"
                                        .formatted(shadow)));
    }

    /** Whether a step {@code x} of the ledger has taken back the voucher {@code alias}, whenever that was. */
    static String isRevoked(String alias, String ledger) {
        return isRevoked(alias, ledger, "");
    }

    /** Whether no step tells when the voucher {@code v} ends: somebody has given it more time, or made the campaign by hand. */
    static String hasAnEndOfItsOwn(String ledger) {
        return """
                (EXISTS (SELECT 1 FROM %1$s.voucher_changes h WHERE h.voucher_id = v.id AND h.action = 'EXTENDED')
                 OR NOT EXISTS (SELECT 1 FROM %1$s.ledger_steps d
                                 WHERE d.campaign_id = v.campaign_id AND d.kind = 'CHANGED'))
                """.formatted(ledger);
    }

    private static String isRevoked(String alias, String ledger, String when) {
        return """
                EXISTS (SELECT 1 FROM %2$s.ledger_steps x
                         WHERE x.campaign_id = %1$s.campaign_id AND x.revoked_of = %1$s.user_id %3$s)
                """.formatted(alias, ledger, when);
    }

    boolean isAbout(long user) {
        return request.userId() == null || request.userId() == user;
    }

    /** First logins of the range that were never decided on. */
    long undecided(JdbcClient jdbc) {
        return jdbc.sql("SELECT COUNT(*) FROM " + shadow + ".replay_undecided s WHERE TRUE " + person("s"))
                .query(Long.class)
                .single();
    }

    private String filter(String alias) {
        return campaign(alias) + " " + person(alias);
    }

    private String campaign(String alias) {
        return request.campaignId() == null ? "" : "AND " + alias + ".campaign_id = " + request.campaignId();
    }

    private String person(String alias) {
        return request.userId() == null ? "" : "AND " + alias + ".user_id = " + request.userId();
    }

    /** What becomes of the range's first logins, campaign by campaign. */
    List<ReplayReport.OfCampaign> campaigns(JdbcClient jdbc, Found found) {
        var all = count(jdbc, "TRUE", 0);
        return jdbc.sql("SELECT c.id FROM " + shadow + ".campaigns c WHERE TRUE "
                        + (request.campaignId() == null ? "" : "AND c.id = " + request.campaignId()) + " ORDER BY c.id")
                .query((row, n) -> campaign(jdbc, row.getLong("id"), all, found))
                .list();
    }

    private ReplayReport.OfCampaign campaign(JdbcClient jdbc, long campaign, long all, Found found) {
        var eligible = count(jdbc, eligible(), campaign);
        return jdbc.sql("""
                        SELECT COALESCE(SUM(v.id IS NULL AND i.seq IS NULL), 0) AS would_issue,
                               COALESCE(SUM(v.id IS NOT NULL AND %6$s), 0) AS already_issued,
                               COALESCE(SUM((v.id IS NULL AND i.seq IS NOT NULL) OR (v.id IS NOT NULL AND NOT %6$s)), 0)
                                   AS differs,
                               COUNT(*) AS holders, COALESCE(SUM(%5$s), 0) AS eligible_holders
                          FROM %1$s.vouchers s
                          JOIN %1$s.campaigns c ON c.id = s.campaign_id
                          JOIN %1$s.first_logins l ON l.user_id = s.user_id
                          LEFT JOIN %2$s.vouchers v ON v.user_id = s.user_id AND v.campaign_id = s.campaign_id
                          LEFT JOIN %2$s.first_logins i ON i.user_id = s.user_id
                         WHERE s.campaign_id = :campaign AND %3$s %4$s
                        """.formatted(shadow, ledger, plan.isWithin("l"), person("l"), eligible(), sameVoucher()))
                .param("campaign", campaign)
                .param("upTo", plan.upToPlace())
                .query((row, n) -> {
                    var soldOut = eligible - row.getLong("eligible_holders");
                    return new ReplayReport.OfCampaign(
                            campaign,
                            row.getLong("would_issue"),
                            row.getLong("already_issued"),
                            soldOut,
                            all - soldOut - row.getLong("holders"),
                            row.getLong("differs") + found.extraVouchers().getOrDefault(campaign, 0L));
                })
                .single();
    }

    private String eligible() {
        return "(l.seq >= COALESCE(c.offered_from_seq, l.seq) AND "
                + Eligibility.SQL.replace("campaign_pauses", shadow + ".campaign_pauses") + ")";
    }

    /** First logins of the range that keep a condition on a campaign {@code c}, if one is named. */
    private long count(JdbcClient jdbc, String condition, long campaign) {
        return jdbc.sql("SELECT COUNT(*) FROM %1$s.first_logins l %2$s WHERE %3$s %4$s AND %5$s"
                        .formatted(
                                shadow,
                                campaign == 0 ? "" : "JOIN " + shadow + ".campaigns c ON c.id = " + campaign,
                                plan.isWithin("l"),
                                person("l"),
                                condition))
                .query(Long.class)
                .single();
    }

    long firstLogins(JdbcClient jdbc) {
        return jdbc.sql("SELECT COUNT(*) FROM " + shadow + ".first_logins l WHERE " + plan.isWithin("l"))
                .query(Long.class)
                .single();
    }

    /** SHA-256 over the rows of the ledger that are compared. */
    String hashOfLedger(DataSource database) {
        return hash(database, ledger);
    }

    /** SHA-256 over what they have to be. */
    String hashOfShadow(DataSource database) {
        return hash(database, shadow);
    }

    private String hash(DataSource database, String schema) {
        var digest = Sha256.begin();
        var rows = new JdbcTemplate(database);
        rows.setFetchSize(Integer.MIN_VALUE); // one row in memory at a time
        var place = "> " + plan.afterPlace() + " AND %1$s <= " + plan.upToPlace();
        rows.query(
                "SELECT CONCAT_WS('|', seq, user_id, HEX(event_id), occurred_at, COALESCE(registered_at, '-'), "
                        + "COALESCE(birth_month, '-'), partition_id, log_offset) AS line FROM "
                        + schema + ".first_logins WHERE seq " + place.formatted("seq") + " OR seq < 1 ORDER BY seq",
                row -> {
                    add(digest, row.getString("line"));
                });
        var position = "COALESCE(g.after_seq, v.login_seq, " + (plan.afterPlace() + 1) + ")";
        rows.query(
                "SELECT CONCAT_WS('|', v.campaign_id, v.slot, v.generation, v.user_id, v.origin, COALESCE(v.login_seq, '-'), "
                        + "COALESCE(v.given_by, '-'), v.discount_type, v.discount_value, COALESCE(v.currency, '-'), "
                        + "COALESCE(v.discount_cap, '-'), COALESCE(v.minimum_order, '-'), v.rounding) AS line FROM "
                        + schema + ".vouchers v LEFT JOIN " + shadow + ".ledger_steps g ON g.id = v.given_by LEFT JOIN "
                        + schema + ".first_logins l ON l.seq = v.login_seq WHERE (" + isNowhere() + " OR (" + position
                        + " " + place.formatted(position) + ")) AND (v.given_by IS NULL OR g.id IS NOT NULL)"
                        + " ORDER BY v.campaign_id, v.slot, v.generation, v.user_id",
                row -> {
                    add(digest, row.getString("line"));
                });
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void add(MessageDigest digest, String line) {
        digest.update(line.getBytes(UTF_8));
        digest.update((byte) '\n');
    }

    /** Counts, digests and remembers some. */
    private static final class Collected {
        private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
        private final List<Difference> examples = new ArrayList<>();
        private final Map<Long, Long> extraVouchers = new TreeMap<>();
        private final MessageDigest digest = Sha256.begin();

        void add(Difference difference) {
            var count = counts.merge(difference.kind(), 1L, Long::sum);
            if (count <= EXAMPLES) {
                examples.add(difference);
            }
            if (difference.kind() == Kind.VOUCHER_EXTRA || difference.kind() == Kind.VOUCHER_EXTRA_IN_USE) {
                extraVouchers.merge(campaignOf(difference.campaignId()), 1L, Long::sum);
            }
            digest(difference.line());
        }

        private static long campaignOf(@Nullable Long campaign) {
            if (campaign == null) {
                throw new IllegalStateException("a voucher of no campaign");
            }
            return campaign;
        }

        void digest(String line) {
            Comparison.add(digest, line);
        }

        Found found() {
            return new Found(counts, examples, extraVouchers, HexFormat.of().formatHex(digest.digest()));
        }
    }
}
