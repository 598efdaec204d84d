package dev.promo.promotion.wallet;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** True at the moment it is read: nothing has to run for a voucher to become {@code EXPIRED}. */
enum VoucherStatus {
    ACTIVE,
    USED,
    EXPIRED;

    /** A voucher that was used stays used, also past its end; it is expired from the very microsecond of its end. */
    static VoucherStatus at(Instant now, Instant expiresAt, @Nullable Instant usedAt) {
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
