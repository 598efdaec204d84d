package dev.promo.promotion.campaign;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A campaign at the moment it was read.
 *
 * @param pauses by their beginning; the last one may be open
 * @param version of the definition and the state: every change by its owner makes it one higher, giving vouchers does not
 * @param updatedAt of the last change; null if there was none
 */
record Campaign(
        long id,
        Definition definition,
        State state,
        List<Eligibility.Pause> pauses,
        long version,
        Instant createdAt,
        @Nullable Instant updatedAt,
        Standing standing) {

    /** Whether it gives out vouchers. */
    enum State {
        ACTIVE,
        /** Not now: first logins of this time are no claim, also after it was resumed. */
        PAUSED,
        /** Never again. */
        ARCHIVED
    }

    /**
     * How far the ledger has come.
     *
     * @param issued slots opened so far: the highest slot
     * @param freed slots among them that can be given again
     * @param offeredFromSeq the first place in the inbox that it is offered to; null if nobody has come since it was made
     */
    record Standing(int issued, int freed, @Nullable Long offeredFromSeq) {}

    Campaign {
        pauses = List.copyOf(pauses);
    }

    Campaign pausedDuring(List<Eligibility.Pause> times) {
        return new Campaign(id, definition, state, times, version, createdAt, updatedAt, standing);
    }

    Eligibility eligibility() {
        return new Eligibility(definition.window(), pauses, definition.registeredAfter(), definition.birthMonth());
    }

    /** Slots that somebody could be given; none once the vouchers could not be used any more. */
    int vacant(Instant now) {
        var ended = definition.validity() instanceof VoucherValidity.Until until
                && !until.end().isAfter(now);
        return ended ? 0 : definition.totalVouchers() - standing.issued() + standing.freed();
    }
}
