package dev.promo.promotion.checkout;

import dev.promo.defaults.problem.ApiProblem;
import dev.promo.defaults.problem.StandardProblem;
import dev.promo.defaults.token.Caller;

/**
 * Who stands at the checkout.
 *
 * @param seesAll whether everybody's vouchers, or only their own; what they do not see is as if it were not there
 * @param undoesAll whether they may roll back what others redeemed
 */
record Customer(long userId, boolean seesAll, boolean undoesAll) {

    /**
     * A partner with anybody's voucher, or a person with their own.
     *
     * @throws ApiProblem 403 for anybody else
     */
    static Customer spending(Caller caller) {
        var partner = caller.roles().contains("PARTNER");
        if (!partner && !caller.roles().contains("USER")) {
            throw StandardProblem.FORBIDDEN.problem();
        }
        return new Customer(caller.userId(), partner, false);
    }

    /**
     * Those of {@link #spending}, and admins.
     *
     * @throws ApiProblem 403 for anybody else
     */
    static Customer rollingBack(Caller caller) {
        return caller.roles().contains("ADMIN") ? new Customer(caller.userId(), true, true) : spending(caller);
    }
}
