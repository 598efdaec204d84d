package dev.promo.benchmarks;

import dev.promo.benchmarks.Pipeline.Station;
import java.util.List;

/**
 * What {@link Capacity} computes with: figures that the other benchmarks found on 2 processors, see docs/performance.md. Whoever measures
 * on another machine puts theirs here.
 */
final class Measured {

    /** login: bare comparisons a second on all its processors. */
    static final double BCRYPT_A_SECOND = 20.0;

    static final int PROCESSORS = 2;

    /** Of one processor, for one comparison. */
    static final double BCRYPT_MILLIS = 1e3 * PROCESSORS / BCRYPT_A_SECOND;

    /** login: processor time of a first login beyond bcrypt, in auth-service. */
    static final double AUTH_MILLIS = 8;

    /** login: the same in the gateway. */
    static final double GATEWAY_MILLIS = 4;

    /** login: in promotion-service, database and broker, where one login is a batch of its own. */
    static final double ISSUE_ALONE_MILLIS = 15;

    /** issuance: in the three of them, where batches are full: the whole of the processors for so many a second. */
    static final double DECIDED_A_SECOND = 10_000;

    static final double ISSUE_IN_BATCH_MILLIS = 1e3 * PROCESSORS / DECIDED_A_SECOND;

    /** voucher-delay: the median of those that log in one at a time. */
    static final double IDLE_DELAY_MILLIS = 20;

    /** promo.outbox.batch-size, and max-poll-records of the one who decides. */
    private static final int BATCH = 500;

    /**
     * Bytes that a first login leaves for good in auth-service's tables: the account, three identifiers and a line of the audit; of the
     * files' sizes after some 1,200.
     */
    static final double AUTH_BYTES = 245 + 3 * 136 + 231;

    /** In the inbox and the vouchers: of the files' sizes after 320,000. */
    static final double LEDGER_BYTES = 157 + 406;

    /** In its two records: of the segments' sizes after 320,000. */
    static final double RECORD_BYTES = 403 + 600;

    /** In the two outboxes, where they are kept for a week. */
    static final double OUTBOX_BYTES = 2 * 590;

    private Measured() {}

    /** The measured system, or one with other processors. */
    static Pipeline pipeline(int processors, double millisALogin) {
        // A login that is alone waits for each station's share of a batch, a backlog for its share of each login. Of
        // the three
        // only the sum was measured, and that neither relay falls behind the decisions: so all are alike here.
        var each = 1e3 / DECIDED_A_SECOND;
        var fixed = (IDLE_DELAY_MILLIS / 3 - each) * BATCH / (BATCH - 1);
        var ofFullBatch = each - fixed / BATCH;
        return new Pipeline(
                processors,
                millisALogin,
                List.of(
                        new Station("auth's outbox", BATCH, fixed, ofFullBatch),
                        new Station("deciding", BATCH, fixed, ofFullBatch),
                        new Station("promotion's outbox", BATCH, fixed, ofFullBatch)));
    }
}
