package dev.promo.promotion.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.promo.defaults.digest.Sha256;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One voucher's place in the hash chain of its campaign: docs/proof.md tells how to recompute it.
 *
 * @param number 1, 2, 3 … in the order in which the vouchers were given
 * @param voucherId of the voucher
 * @param partition of the first login in the log; null for a voucher that no first login earned
 * @param offset likewise
 * @param leaf SHA-256 of who got which slot, by which first login
 * @param hash SHA-256 of the hash before and the leaf
 */
record ChainLink(
        long number,
        long voucherId,
        int slot,
        int generation,
        @Nullable Integer partition,
        @Nullable Long offset,
        String leaf,
        String hash) {

    private static final HexFormat HEX = HexFormat.of();

    /** What stands in front of the first voucher. */
    static String start(long campaign) {
        return HEX.formatHex(Sha256.of(("promo-proof-v1|" + campaign).getBytes(UTF_8)));
    }

    /** A voucher as it stands in the ledger. */
    record Entry(
            long voucherId,
            int slot,
            int generation,
            long userId,
            @Nullable UUID eventId,
            @Nullable Integer partition,
            @Nullable Long offset) {

        ChainLink behind(String hash, long number) {
            var leaf = Sha256.of(String.join(
                            "|",
                            Integer.toString(slot),
                            Integer.toString(generation),
                            Long.toString(userId),
                            textOf(eventId),
                            textOf(partition),
                            textOf(offset))
                    .getBytes(UTF_8));
            var digest = Sha256.begin();
            digest.update(HEX.parseHex(hash));
            return new ChainLink(
                    number,
                    voucherId,
                    slot,
                    generation,
                    partition,
                    offset,
                    HEX.formatHex(leaf),
                    HEX.formatHex(digest.digest(leaf)));
        }

        private static String textOf(@Nullable Object value) {
            return value == null ? "" : value.toString();
        }
    }
}
