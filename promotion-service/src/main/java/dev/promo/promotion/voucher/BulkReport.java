package dev.promo.promotion.voucher;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of each row of a file.
 *
 * @param dryRun whether nothing was changed, and this is what would have been
 */
record BulkReport(
        long campaignId,
        boolean dryRun,
        int issued,
        int alreadyHold,
        int soldOut,
        int notActive,
        int othersFirst,
        int vouchersEnded,
        int erased,
        int malformed,
        List<Row> rows) {

    enum Outcome {
        ISSUED,
        /** The person has, or had, a voucher of this campaign; nobody gets a second one. */
        ALREADY_HOLDS,
        SOLD_OUT,
        /** The campaign is paused or archived. */
        NOT_ACTIVE,
        /** While the file was worked on, more came to wait than one request serves: send this row again later. */
        OTHERS_FIRST,
        /** While the file was worked on, the campaign's vouchers came to their end: one given now could not be used. */
        VOUCHERS_ENDED,
        /** The person had themselves erased: nobody has this number any more. */
        ERASED,
        MALFORMED
    }

    /**
     * One row.
     *
     * @param row its number; the first one below the header is 1
     * @param slot of the person's voucher, if there is one
     * @param rule what a malformed row broke
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Row(
            int row,
            @Nullable Long userId,
            Outcome outcome,
            @Nullable Integer slot,
            @Nullable Long voucherId,
            BulkFile.@Nullable Rule rule) {

        static Row of(BulkFile.Row.Person person, Outcome outcome) {
            return new Row(person.number(), person.userId(), outcome, null, null, null);
        }

        static Row of(BulkFile.Row.Person person, Outcome outcome, int slot, long voucherId) {
            return new Row(person.number(), person.userId(), outcome, slot, voucherId, null);
        }

        static Row of(BulkFile.Row.Malformed malformed) {
            return new Row(malformed.number(), null, Outcome.MALFORMED, null, null, malformed.rule());
        }
    }

    static BulkReport of(long campaign, boolean dryRun, List<Row> rows) {
        return new BulkReport(
                campaign,
                dryRun,
                count(rows, Outcome.ISSUED),
                count(rows, Outcome.ALREADY_HOLDS),
                count(rows, Outcome.SOLD_OUT),
                count(rows, Outcome.NOT_ACTIVE),
                count(rows, Outcome.OTHERS_FIRST),
                count(rows, Outcome.VOUCHERS_ENDED),
                count(rows, Outcome.ERASED),
                count(rows, Outcome.MALFORMED),
                List.copyOf(rows));
    }

    private static int count(List<Row> rows, Outcome outcome) {
        return Math.toIntExact(
                rows.stream().filter(row -> row.outcome() == outcome).count());
    }
}
