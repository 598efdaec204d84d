package dev.promo.promotion.report;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a voucher is good for at a moment; each is in exactly one state. Said in Java and, for lists and counts, in SQL.
 *
 * <p>The owner's view: people are not told of holds, to them such a voucher is active as well.
 */
enum VoucherState {
    /** Can be used. */
    ACTIVE("v.used_at IS NULL AND v.revoked_at IS NULL AND v.expires_at > :now"
            + " AND (v.held_until IS NULL OR v.held_until <= :now)"),
    /** Set aside for an order that is not paid yet. */
    HELD("v.used_at IS NULL AND v.revoked_at IS NULL AND v.expires_at > :now AND v.held_until > :now"),
    USED("v.used_at IS NOT NULL"),
    EXPIRED("v.used_at IS NULL AND v.revoked_at IS NULL AND v.expires_at <= :now"),
    REVOKED("v.revoked_at IS NOT NULL");

    private final String sql;

    VoucherState(String sql) {
        this.sql = sql;
    }

    /** The same as a condition on a row {@code v} of vouchers, with a parameter {@code :now}. */
    String sql() {
        return "(" + sql + ")";
    }

    static VoucherState at(
            Instant now,
            Instant expiresAt,
            @Nullable Instant usedAt,
            @Nullable Instant revokedAt,
            @Nullable Instant heldUntil) {
        if (usedAt != null) {
            return USED;
        }
        if (revokedAt != null) {
            return REVOKED;
        }
        if (!now.isBefore(expiresAt)) {
            return EXPIRED;
        }
        return heldUntil != null && now.isBefore(heldUntil) ? HELD : ACTIVE;
    }

    static Optional<VoucherState> named(String name) {
        return Arrays.stream(values())
                .filter(state -> state.onTheWire().equals(name))
                .findFirst();
    }

    @JsonValue
    String onTheWire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
