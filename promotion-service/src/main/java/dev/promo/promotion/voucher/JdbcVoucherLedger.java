package dev.promo.promotion.voucher;

import dev.promo.promotion.campaign.Discount;
import dev.promo.promotion.campaign.Window;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Flow 6/6. The ledger in MySQL: one transaction a batch, one row lock a campaign.
 *
 * <p>The campaign's row is locked before its vouchers are inserted, so claims queue on that row; the other way round
 * they deadlock. Two instances that race for the same person meet at a unique key: one of them fails as a whole and
 * tries its batch again.
 */
@Repository
class JdbcVoucherLedger implements VoucherLedger {

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Clock clock;

    JdbcVoucherLedger(JdbcClient jdbc, PlatformTransactionManager transactions, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
        transaction = new TransactionTemplate(transactions);
        // Every statement sees what is committed by then; repeatable reads would add gap locks and stale answers.
        transaction.setIsolationLevel(TransactionDefinition.ISOLATION_READ_COMMITTED);
    }

    @Override
    public Tally record(List<LoggedFirstLogin> batch) {
        return batch.isEmpty() ? Tally.ofArrivals(0, 0) : transaction.execute(_ -> decide(batch));
    }

    private Tally decide(List<LoggedFirstLogin> batch) {
        var arrivals = neverSeenBefore(batch);
        var tally = Tally.ofArrivals(arrivals.size(), batch.size() - arrivals.size());
        if (arrivals.isEmpty()) {
            return tally;
        }
        var claims = writeInbox(arrivals);
        for (var campaign : runningDuring(arrivals)) {
            tally = offer(campaign, claims, tally);
        }
        return tally;
    }

    private List<LoggedFirstLogin> neverSeenBefore(List<LoggedFirstLogin> batch) {
        var byUser = new LinkedHashMap<Long, LoggedFirstLogin>();
        batch.forEach(login -> byUser.putIfAbsent(login.userId(), login));
        jdbc.sql("SELECT user_id FROM first_logins WHERE user_id IN (:users)")
                .param("users", byUser.keySet())
                .query(Long.class)
                .list()
                .forEach(byUser::remove);
        return List.copyOf(byUser.values());
    }

    private List<Claim> writeInbox(List<LoggedFirstLogin> arrivals) {
        var now = utc(clock.instant());
        var insert = jdbc.sql("""
                INSERT INTO first_logins (user_id, event_id, occurred_at, partition_id, log_offset, received_at)
                VALUES\s""" + rows(arrivals.size(), "(?, ?, ?, ?, ?, ?)"));
        for (var login : arrivals) {
            insert = insert.param(login.userId())
                    .param(bytes(login.event().eventId()))
                    .param(utc(login.event().occurredAt()))
                    .param(login.partition())
                    .param(login.offset())
                    .param(now);
        }
        insert.update();
        // The rows of one INSERT are numbered one after another, beginning here, in steps that a cluster may have
        // widened.
        var numbers = jdbc.sql("SELECT LAST_INSERT_ID() AS first_seq, @@auto_increment_increment AS seq_step")
                .query((row, n) -> new Numbers(row.getLong("first_seq"), row.getLong("seq_step")))
                .single();
        return IntStream.range(0, arrivals.size())
                .mapToObj(i -> new Claim(
                        numbers.first() + i * numbers.step(),
                        arrivals.get(i).userId(),
                        arrivals.get(i).event().occurredAt()))
                .toList();
    }

    private List<OpenCampaign> runningDuring(List<LoggedFirstLogin> arrivals) {
        var times = arrivals.stream().map(login -> login.event().occurredAt()).toList();
        return jdbc.sql("""
                        SELECT id, starts_at, ends_at, offered_from_seq IS NULL OR issued < total_vouchers AS open
                          FROM campaigns
                         WHERE starts_at <= :latest AND ends_at > :earliest
                         ORDER BY id
                        """)
                .param(
                        "earliest",
                        utc(times.stream().min(Comparator.naturalOrder()).orElseThrow()))
                .param(
                        "latest",
                        utc(times.stream().max(Comparator.naturalOrder()).orElseThrow()))
                .query((row, n) -> new OpenCampaign(
                        row.getLong("id"),
                        new Window(
                                instant(row.getObject("starts_at", LocalDateTime.class)),
                                instant(row.getObject("ends_at", LocalDateTime.class))),
                        row.getBoolean("open")))
                .list();
    }

    private Tally offer(OpenCampaign campaign, List<Claim> arrivals, Tally tally) {
        var claims = arrivals.stream()
                .filter(claim -> campaign.window().contains(claim.occurredAt()))
                .toList();
        if (claims.isEmpty()) {
            return tally;
        }
        if (!campaign.open()) { // sold out for good: nobody needs to wait in line for its row
            return tally.withClaims(0, 0, claims.size());
        }
        var quota = lock(campaign.id());
        var holders = holdersAmong(campaign.id(), claims);
        var winners = claims.stream()
                .filter(claim -> !holders.contains(claim.userId()))
                .limit(quota.left())
                .toList();
        if (!winners.isEmpty()) {
            issue(campaign.id(), quota, winners);
        }
        keepCount(
                campaign.id(),
                quota.issued() + winners.size(),
                claims.getFirst().seq());
        return tally.withClaims(winners.size(), holders.size(), claims.size() - holders.size() - winners.size());
    }

    private Quota lock(long campaign) {
        return jdbc.sql("""
                        SELECT issued, total_vouchers, discount_type, discount_value, voucher_valid_seconds
                          FROM campaigns WHERE id = :id FOR UPDATE
                        """)
                .param("id", campaign)
                .query((row, n) -> new Quota(
                        row.getInt("issued"),
                        row.getInt("total_vouchers"),
                        new Discount(row.getString("discount_type"), row.getBigDecimal("discount_value")),
                        Duration.ofSeconds(row.getLong("voucher_valid_seconds"))))
                .single();
    }

    /** Only a ledger whose inbox was lost or that was filled by other means knows a voucher without its first login. */
    private Set<@Nullable Long> holdersAmong(long campaign, List<Claim> claims) {
        return jdbc.sql("SELECT user_id FROM vouchers WHERE user_id IN (:users) AND campaign_id = :campaign")
                .param("users", claims.stream().map(Claim::userId).toList())
                .param("campaign", campaign)
                .query(Long.class)
                .set();
    }

    private void issue(long campaign, Quota quota, List<Claim> winners) {
        var now = utc(clock.instant());
        var insert = jdbc.sql("""
                INSERT INTO vouchers (campaign_id, slot, user_id, code, discount_type, discount_value, login_seq,
                                      issued_at, expires_at)
                VALUES\s""" + rows(winners.size(), "(?, ?, ?, ?, ?, ?, ?, ?, ?)"));
        var slot = quota.issued();
        for (var winner : winners) {
            slot++;
            insert = insert.param(campaign)
                    .param(slot)
                    .param(winner.userId())
                    .param(VoucherCode.random().value())
                    .param(quota.discount().type())
                    .param(quota.discount().value())
                    .param(winner.seq())
                    .param(now)
                    // Counted from the login, so that reading the log late or again gives the same voucher.
                    .param(utc(winner.occurredAt().plus(quota.validity())));
        }
        insert.update();
    }

    private void keepCount(long campaign, int issued, long seq) {
        jdbc.sql("""
                        UPDATE campaigns SET issued = :issued, offered_from_seq = COALESCE(offered_from_seq, :seq)
                         WHERE id = :id
                        """)
                .param("issued", issued)
                .param("seq", seq)
                .param("id", campaign)
                .update();
    }

    private static String rows(int count, String row) {
        return String.join(", ", Collections.nCopies(count, row));
    }

    private static LocalDateTime utc(Instant instant) {
        return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    }

    private static Instant instant(LocalDateTime utc) {
        return utc.toInstant(ZoneOffset.UTC);
    }

    private static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    private record Numbers(long first, long step) {}

    private record Claim(long seq, long userId, Instant occurredAt) {}

    private record OpenCampaign(long id, Window window, boolean open) {}

    private record Quota(int issued, int total, Discount discount, Duration validity) {
        int left() {
            return total - issued;
        }
    }
}
