package dev.promo.promotion.replay;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run has found.
 *
 * @param equal whether the ledger is what the log says, in all that was looked at
 * @param records of the log in the range
 * @param firstLogins those that are somebody's first login
 * @param repeated those that tell of somebody's first login again
 * @param malformed those that nobody can read; they are in the dead-letter topic
 * @param malformedExamples some of them
 * @param undecided first logins that the ledger never decided on although it is past them
 * @param campaigns by their ids
 * @param differences how many rows of the ledger are not what the log says, by kind
 * @param examples some of them of each kind
 * @param digest SHA-256 over all differences and what is undecided: two runs with the same digest would do the same
 * @param ledgerBefore SHA-256 over the compared rows when the run began
 * @param ledgerAfter the same when it ended; empty if that could not be read any more once the report was applied
 * @param rebuilt the same over the shadow's rows
 * @param cutOff parts of the range that the topic does not keep any more; there the ledger is believed
 * @param applied what was done to the ledger; null in a dry run, and where nothing was done
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ReplayReport(
        boolean equal,
        long records,
        long firstLogins,
        long repeated,
        long malformed,
        List<Malformed> malformedExamples,
        long undecided,
        List<OfCampaign> campaigns,
        Map<Difference.Kind, Long> differences,
        List<Difference> examples,
        String digest,
        String ledgerBefore,
        String ledgerAfter,
        String rebuilt,
        List<CutOff> cutOff,
        @Nullable Applied applied) {

    record Malformed(int partition, long offset, String reason) {}

    /** Offsets from the first that was asked for to the first that is kept. */
    record CutOff(int partition, long from, long to) {}

    /**
     * What becomes of the range's first logins at one campaign.
     *
     * @param wouldIssue would get a voucher now, as the ledger does not know them
     * @param alreadyIssued hold the voucher that they are to have
     * @param soldOut came after the last voucher
     * @param notEligible never were a claim on it
     * @param differs vouchers of the ledger that the log says otherwise, and such that are missing or too many
     */
    record OfCampaign(
            long campaignId, long wouldIssue, long alreadyIssued, long soldOut, long notEligible, long differs) {}

    /** Rows that were changed, by the kind of the difference; and first logins decided on. */
    record Applied(Map<Difference.Kind, Long> repaired, long decided) {}

    /** How many rows of the ledger would change. */
    long rows() {
        return differences.values().stream().mapToLong(Long::longValue).sum() + undecided;
    }

    ReplayReport with(Applied done, String after) {
        return new ReplayReport(
                equal,
                records,
                firstLogins,
                repeated,
                malformed,
                malformedExamples,
                undecided,
                campaigns,
                differences,
                examples,
                digest,
                ledgerBefore,
                after,
                rebuilt,
                cutOff,
                done);
    }
}
