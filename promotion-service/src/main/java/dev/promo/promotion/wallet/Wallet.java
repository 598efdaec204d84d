package dev.promo.promotion.wallet;

import static dev.promo.promotion.database.Columns.instant;
import static dev.promo.promotion.database.Columns.instantOrNull;

import dev.promo.promotion.campaign.Campaigns;
import dev.promo.promotion.campaign.DiscountColumns;
import dev.promo.promotion.campaign.RunningCampaign;
import dev.promo.promotion.wallet.CampaignState.Standing;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
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

    private final JdbcClient jdbc;
    private final Campaigns campaigns;
    private final Clock clock;

    Wallet(JdbcClient jdbc, Campaigns campaigns, Clock clock) {
        this.jdbc = jdbc;
        this.campaigns = campaigns;
        this.clock = clock;
    }

    /** All vouchers of a person, newest first; with a status, only those that have it now. */
    List<OwnedVoucher> vouchers(long userId, @Nullable VoucherStatus status) {
        return held(userId, clock.instant()).stream()
                .map(Held::voucher)
                .filter(voucher -> status == null || voucher.status() == status)
                .toList();
    }

    Home home(long userId, String fullName) {
        var now = clock.instant();
        var held = held(userId, now);
        var arrival = arrival(userId);
        var states = campaigns.runningAt(now).stream()
                .map(campaign -> state(campaign, held, arrival))
                .toList();
        return new Home(fullName, held.stream().map(Held::voucher).toList(), states);
    }

    private static CampaignState state(RunningCampaign campaign, List<Held> held, Optional<Arrival> arrival) {
        var slot = held.stream()
                .filter(mine -> mine.campaignId() == campaign.id())
                .map(mine -> mine.voucher().slot())
                .findFirst();
        var standing = slot.isPresent()
                ? Standing.ISSUED
                : arrival.map(seen -> refusal(campaign, seen)).orElse(Standing.PENDING);
        return new CampaignState(campaign.id(), campaign.name(), campaign.discount(), standing, slot.orElse(null));
    }

    private static Standing refusal(RunningCampaign campaign, Arrival arrival) {
        return campaign.wasOfferedTo(arrival.seq(), arrival.occurredAt()) ? Standing.SOLD_OUT : Standing.NOT_ELIGIBLE;
    }

    private Optional<Arrival> arrival(long userId) {
        return jdbc.sql("SELECT seq, occurred_at FROM first_logins WHERE user_id = :user")
                .param("user", userId)
                .query((row, n) -> new Arrival(row.getLong("seq"), instant(row, "occurred_at")))
                .optional();
    }

    private List<Held> held(long userId, Instant now) {
        return jdbc.sql("""
                        SELECT v.campaign_id, c.name, v.code, v.slot, v.issued_at, v.expires_at, v.used_at, %s
                          FROM vouchers v JOIN campaigns c ON c.id = v.campaign_id
                         WHERE v.user_id = :user
                         ORDER BY v.id DESC
                        """.formatted(DiscountColumns.of("v")))
                .param("user", userId)
                .query((row, n) -> held(row, now))
                .list();
    }

    private static Held held(ResultSet row, Instant now) throws SQLException {
        var expiresAt = instant(row, "expires_at");
        var usedAt = instantOrNull(row, "used_at");
        return new Held(
                row.getLong("campaign_id"),
                new OwnedVoucher(
                        row.getString("code"),
                        row.getString("name"),
                        row.getInt("slot"),
                        DiscountColumns.read(row),
                        VoucherStatus.at(now, expiresAt, usedAt),
                        instant(row, "issued_at"),
                        expiresAt));
    }

    private record Held(long campaignId, OwnedVoucher voucher) {}

    private record Arrival(long seq, Instant occurredAt) {}
}
