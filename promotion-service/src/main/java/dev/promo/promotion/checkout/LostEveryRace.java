package dev.promo.promotion.checkout;

import org.springframework.dao.ConcurrencyFailureException;

/** Others changed the voucher at each try, and made it free again each time: the client may try once more. */
final class LostEveryRace extends ConcurrencyFailureException {
    private static final long serialVersionUID = 1L;

    LostEveryRace() {
        super("others were faster at each try");
    }
}
