package dev.promo.promotion.voucher;

import java.util.List;

/**
 * Decides who gets a voucher, and remembers it. The only authority on quotas.
 *
 * <p>Its promises, whatever is delivered, how often, and by how many instances at once:
 *
 * <ul>
 *   <li>no campaign ever gives more than its {@code total_vouchers}, and the slots given are 1, 2, 3 … without a gap;
 *   <li>nobody ever holds two vouchers of one campaign;
 *   <li>a person counts once: the first delivery of their first login decides, all later ones change nothing;
 *   <li>a claim is judged by when the login happened, and served in the order of the log.
 * </ul>
 */
public interface VoucherLedger {

    /**
     * Takes in a batch as a whole or, when it throws, not at all.
     *
     * @param batch in the order of the log; may hold the same event more than once
     * @throws RuntimeException if the ledger cannot be reached or lost a race: give it the same batch again
     */
    Tally record(List<LoggedFirstLogin> batch);
}
