package dev.promo.promotion.replay;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One row of the ledger that is not what the log says.
 *
 * @param campaignId null for a row of the inbox
 * @param userId null for a campaign's counters
 * @param partition where the first login stands in the log; null if none is behind the row
 * @param offset likewise
 * @param ledger what stands there, in a few words; null if nothing does
 * @param log what should; null if nothing should
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Difference(
        Kind kind,
        @Nullable Long campaignId,
        @Nullable Long userId,
        @Nullable Integer partition,
        @Nullable Long offset,
        @Nullable String ledger,
        @Nullable String log) {

    enum Kind {
        /** A first login that was decided on, but whose row is gone. */
        INBOX_MISSING,
        /** A row of a first login that the log does not know. */
        INBOX_EXTRA,
        INBOX_DIFFERS,
        /**
         * Nothing tells for sure which place a first login had, and somebody's voucher depends on it: its row and its voucher name
         * different ones, only a hole in the inbox does, or its row is gone and so is some voucher.
         */
        PLACE_DISPUTED,
        VOUCHER_MISSING,
        VOUCHER_EXTRA,
        /** An extra voucher that was used or held: nobody but its owner can set that right. */
        VOUCHER_EXTRA_IN_USE,
        VOUCHER_DIFFERS,
        /** One that differs and was used or is held: it is left, whatever the log says. */
        VOUCHER_DIFFERS_IN_USE,
        /** A campaign's counters or free slots are not what its vouchers say. */
        COUNTERS_DIFFER
    }

    /** What the digest is made of: the same words mean the same change. */
    String line() {
        if (kind == Kind.COUNTERS_DIFFER) { // how much moves with every voucher
            return kind + "|" + campaignId;
        }
        return String.join(
                "|", kind.name(), "" + campaignId, "" + userId, "" + partition, "" + offset, "" + ledger, "" + log);
    }
}
