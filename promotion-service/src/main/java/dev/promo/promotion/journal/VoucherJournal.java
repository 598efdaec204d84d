package dev.promo.promotion.journal;

import static dev.promo.defaults.database.Columns.utc;

import dev.promo.defaults.outbox.Outbox;
import dev.promo.events.EventEnvelope;
import dev.promo.events.TraceParent;
import dev.promo.events.VoucherChange;
import dev.promo.events.VoucherChange.VoucherExpired;
import dev.promo.events.VoucherChange.VoucherExtended;
import dev.promo.events.VoucherChange.VoucherHeld;
import dev.promo.events.VoucherChange.VoucherIssued;
import dev.promo.events.VoucherChange.VoucherRedeemed;
import dev.promo.events.VoucherChange.VoucherReleased;
import dev.promo.events.VoucherChange.VoucherRevoked;
import dev.promo.events.VoucherChange.VoucherRolledBack;
import dev.promo.events.VoucherChangeFormat;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Notes what becomes of vouchers, in the transaction in which it becomes true: a row of the voucher's history, and an event
 * for topic {@code promotion.voucher} in the outbox.
 */
@Component
public class VoucherJournal {

    private final JdbcClient jdbc;
    private final Consumer<List<EventEnvelope>> outbox;

    @Autowired
    VoucherJournal(JdbcClient jdbc, Outbox outbox) {
        this(jdbc, outbox::appendAll);
    }

    private VoucherJournal(JdbcClient jdbc, Consumer<List<EventEnvelope>> outbox) {
        this.jdbc = jdbc;
        this.outbox = outbox;
    }

    /** That of a ledger which is computed again: it tells nobody of what was told before. */
    public static VoucherJournal ofAShadow(JdbcClient jdbc) {
        return new VoucherJournal(jdbc, _ -> {});
    }

    /** Tells of new vouchers. Their own rows are the beginning of their history. */
    public void issued(List<Issued> vouchers) {
        outbox.accept(vouchers.stream()
                .map(issued -> VoucherChangeFormat.write(UUID.randomUUID(), issued.voucher())
                        .in(issued.trace()))
                .toList());
    }

    /**
     * Notes one change of a voucher that exists.
     *
     * @param actor the user id of who did it; null for the system itself
     */
    public void write(VoucherChange change, @Nullable Long actor) {
        var entry = entry(change);
        jdbc.sql("""
                        INSERT INTO voucher_changes (voucher_id, at, action, actor, order_id, note)
                        VALUES (:voucher, :at, :action, :actor, :order, :note)
                        """)
                .param("voucher", change.voucher().voucherId())
                .param("at", utc(change.at()))
                .param("action", entry.action())
                .param("actor", actor)
                .param("order", entry.orderId())
                .param("note", entry.note())
                .update();
        outbox.accept(List.of(VoucherChangeFormat.write(UUID.randomUUID(), change)));
    }

    private static Entry entry(VoucherChange change) {
        return switch (change) {
            case VoucherIssued _ -> throw new IllegalArgumentException("a voucher's own row says that it was issued");
            case VoucherHeld held -> Entry.of("HELD", "until " + held.heldUntil());
            case VoucherReleased _ -> Entry.of("RELEASED", null);
            case VoucherRedeemed redeemed ->
                new Entry(
                        "REDEEMED",
                        redeemed.orderId(),
                        redeemed.discountAmount().toPlainString() + " " + redeemed.currency() + " off");
            case VoucherRolledBack rolledBack ->
                new Entry("ROLLED_BACK", rolledBack.orderId(), rolledBack.restored() ? "restored" : "not restored");
            case VoucherRevoked revoked -> Entry.of("REVOKED", revoked.reason());
            case VoucherExpired _ -> Entry.of("EXPIRED", null);
            case VoucherExtended extended -> Entry.of("EXTENDED", "until " + extended.expiresAt());
        };
    }

    /**
     * A new voucher, and what it comes of.
     *
     * @param trace of what earned it; null leaves it to that of whoever gives it
     */
    public record Issued(VoucherIssued voucher, @Nullable TraceParent trace) {}

    private record Entry(
            String action,
            @Nullable String orderId,
            @Nullable String note) {
        static Entry of(String action, @Nullable String note) {
            return new Entry(action, null, note);
        }
    }
}
