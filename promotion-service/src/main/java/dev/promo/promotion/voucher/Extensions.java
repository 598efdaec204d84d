package dev.promo.promotion.voucher;

import static dev.promo.defaults.database.Columns.instant;
import static dev.promo.defaults.database.Columns.utc;

import dev.promo.events.VoucherChange.VoucherExtended;
import dev.promo.events.VoucherRef;
import dev.promo.promotion.database.ReadCommitted;
import dev.promo.promotion.journal.VoucherJournal;
import java.time.Clock;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Moves a voucher's end to a later moment; one that has expired can be used again. */
@Component
class Extensions {

    private final JdbcClient jdbc;
    private final VoucherJournal journal;
    private final ReadCommitted transaction;
    private final Clock clock;

    Extensions(JdbcClient jdbc, VoucherJournal journal, ReadCommitted transaction, Clock clock) {
        this.jdbc = jdbc;
        this.journal = journal;
        this.clock = clock;
        this.transaction = transaction;
    }

    /** What became of it. */
    sealed interface Outcome {
        record Extended() implements Outcome {}

        /** It ends at that moment already: the wish is fulfilled. */
        record AlreadyExtended() implements Outcome {}

        record EndsLater(Instant expiresAt) implements Outcome {}

        record AlreadyUsed() implements Outcome {}

        record AlreadyRevoked() implements Outcome {}

        record NoSuchVoucher() implements Outcome {}
    }

    /**
     * Extends it, unless it is used or revoked, or ends later anyway.
     *
     * @param actor the user id of who extends
     * @param expiresAt its new end, later than now
     */
    Outcome extend(long voucher, long actor, Instant expiresAt) {
        return transaction.execute(_ -> decide(voucher, actor, expiresAt));
    }

    private Outcome decide(long voucher, long actor, Instant expiresAt) {
        var changed =
                jdbc.sql("""
                        UPDATE vouchers SET expires_at = :end, expired_at = NULL
                         WHERE id = :id AND used_at IS NULL AND revoked_at IS NULL AND expires_at < :end
                        """).param("end", utc(expiresAt)).param("id", voucher).update();
        if (changed == 0) {
            return whyNot(voucher, expiresAt);
        }
        journal.write(new VoucherExtended(reference(voucher), clock.instant(), expiresAt), actor);
        return new Outcome.Extended();
    }

    private VoucherRef reference(long voucher) {
        return jdbc.sql("SELECT campaign_id, user_id, slot, generation FROM vouchers WHERE id = :id")
                .param("id", voucher)
                .query((row, n) -> new VoucherRef(
                        voucher,
                        row.getLong("campaign_id"),
                        row.getLong("user_id"),
                        row.getInt("slot"),
                        row.getInt("generation")))
                .single();
    }

    private Outcome whyNot(long voucher, Instant expiresAt) {
        return jdbc.sql("""
                        SELECT used_at IS NOT NULL AS used, revoked_at IS NOT NULL AS revoked, expires_at
                          FROM vouchers WHERE id = :id
                        """)
                .param("id", voucher)
                .<Outcome>query((row, n) -> {
                    if (row.getBoolean("used")) {
                        return new Outcome.AlreadyUsed();
                    }
                    if (row.getBoolean("revoked")) {
                        return new Outcome.AlreadyRevoked();
                    }
                    var end = instant(row, "expires_at");
                    return end.equals(expiresAt) ? new Outcome.AlreadyExtended() : new Outcome.EndsLater(end);
                })
                .optional()
                .orElseGet(Outcome.NoSuchVoucher::new);
    }
}
