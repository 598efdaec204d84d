package dev.promo.promotion.campaign;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A campaign at the moment it was read.
 *
 * @param totalVouchers how many there are to give
 * @param issued how many have been given, never more than {@code totalVouchers}
 * @param window when a first login has to happen to count
 * @param offeredFromSeq the inbox position from which it was offered to people; {@code null} until a first login arrives
 */
public record RunningCampaign(
        long id,
        String name,
        int totalVouchers,
        int issued,
        Discount discount,
        Window window,
        @Nullable Long offeredFromSeq) {

    /** Whether a first login at that place in the inbox, at that time, was a claim on this campaign. */
    public boolean wasOfferedTo(long seq, Instant occurredAt) {
        return offeredFromSeq != null && seq >= offeredFromSeq && window.contains(occurredAt);
    }
}
