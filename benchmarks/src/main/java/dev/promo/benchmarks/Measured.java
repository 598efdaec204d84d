package dev.promo.benchmarks;

import dev.promo.benchmarks.Pipeline.Station;
import java.util.List;

/**
 * What {@link Capacity} computes with: figures that the other benchmarks found on 2 processors, see docs/performance.md. Whoever measures
 * on another machine puts theirs here.
 */
final class Measured {

    static final int PROCESSORS = 2;

    /** login: first logins a second on all of them, beside everything else that has to do with them. */
    static final double FIRST_LOGINS_A_SECOND = 14.07;

    /** login: processor time of a first login in auth-service, which is bcrypt's above all. */
    static final double AUTH_MILLIS = 73.9;

    /** login: the same in the gateway. */
    static final double GATEWAY_MILLIS = 8.6;

    /** login: in the database. Part of it is promotion-service's; how much was not measured, so all is the login's. */
    static final double DATABASE_MILLIS = 5.1;

    /** login: in promotion-service and broker, where one login is a batch of its own. */
    static final double ISSUE_ALONE_MILLIS = 9.7 + 4.5;

    /** login: in the clients, which had to share the processors. */
    static final double CLIENT_MILLIS = 2.8;

    /** issuance: in batches that are full. */
    static final double DECIDED_A_SECOND = 7_499;

    /** issuance: processor time in database, promotion-service and broker, in batches that are full. */
    static final double ISSUE_IN_BATCH_MILLIS = 0.057 + 0.053 + 0.011;

    /** voucher-delay: the median of those that log in one at a time. */
    static final double IDLE_DELAY_MILLIS = 13.9;

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
