package dev.promo.promotion.wallet;

import org.jspecify.annotations.Nullable;

/**
 * A row that is new in the database and concerns one person.
 *
 * @param id of the row, which rises from row to row of one source
 * @param event what to tell; null for a first login
 */
record News(Source source, long id, long userId, @Nullable VoucherEvent event) {

    /** The table. */
    enum Source {
        FIRST_LOGIN,
        VOUCHER,
        CHANGE
    }

    /**
     * How far the tables reach.
     *
     * @param login the highest first_logins.seq
     * @param voucher the highest vouchers.id
     * @param change the highest voucher_changes.id
     */
    record Marks(long login, long voucher, long change) {
        boolean anyBeyond(Marks other) {
            return login > other.login || voucher > other.voucher || change > other.change;
        }
    }
}
