package dev.promo.promotion.wallet;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * True at the moment it is read: nothing has to run for a voucher to become {@code EXPIRED}.
 *
 * <p>Said twice, here for a voucher at hand and as a condition for lists; a test holds the two against each other.
 */
enum VoucherStatus {
    ACTIVE("v.revoked_at IS NULL AND v.used_at IS NULL AND v.expires_at > :now"),
    USED("v.used_at IS NOT NULL"),
    EXPIRED("v.revoked_at IS NULL AND v.used_at IS NULL AND v.expires_at <= :now"),
    REVOKED("v.revoked_at IS NOT NULL");

    private final String sql;

    VoucherStatus(String sql) {
        this.sql = sql;
    }

    /** The same rule as a condition on a row {@code v} of vouchers, with the moment as {@code :now}. */
    String sql() {
        return sql;
    }

    /** A voucher that was used stays used, also past its end; it is expired from the very microsecond of its end. */
    static VoucherStatus at(Instant now, Instant expiresAt, @Nullable Instant usedAt, @Nullable Instant revokedAt) {
        if (revokedAt != null) {
            return REVOKED;
        }
        if (usedAt != null) {
            return USED;
        }
        return now.isBefore(expiresAt) ? ACTIVE : EXPIRED;
    }

    static Optional<VoucherStatus> named(String name) {
        return Arrays.stream(values())
                .filter(status -> status.onTheWire().equals(name))
                .findFirst();
    }

    @JsonValue
    String onTheWire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
