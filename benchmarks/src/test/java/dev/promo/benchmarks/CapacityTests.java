package dev.promo.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;

/** The model gives back what was measured where it was measured; elsewhere it is no more than a model. */
class CapacityTests {

    @Test
    void onTheMeasuredMachineAboutAsManyLogInAsDid() {
        var everything = Measured.AUTH_MILLIS
                + Measured.GATEWAY_MILLIS
                + Measured.DATABASE_MILLIS
                + Measured.ISSUE_ALONE_MILLIS
                + Measured.CLIENT_MILLIS;
        var outcome = Measured.pipeline(Measured.PROCESSORS, everything).run(1_000, 20);

        // other programs had their share of the processors as well
        assertThat(outcome.answered()).isCloseTo(Measured.FIRST_LOGINS_A_SECOND, withinPercentage(40));
    }

    @Test
    void aLoginThatIsAloneHasItsVoucherWhenItHad() {
        var outcome =
                Measured.pipeline(Measured.PROCESSORS, Measured.AUTH_MILLIS).run(0.1, 2_000);

        assertThat(outcome.delays().median()).isCloseTo(Measured.IDLE_DELAY_MILLIS, withinPercentage(1));
    }

    @Test
    void ofABacklogAsManyAreDecidedOnAsWere() {
        var outcome = Measured.pipeline(10_000, Measured.AUTH_MILLIS).run(30_000, 5);

        assertThat(outcome.told()).isCloseTo(Measured.DECIDED_A_SECOND, withinPercentage(5));
    }

    @Test
    void tenThousandASecondNeedBcryptMostOfAll() {
        var plan = new Capacity.Plan(10_000);

        assertThat(plan.processors(Measured.AUTH_MILLIS))
                .isGreaterThan(
                        5 * plan.processors(Measured.GATEWAY_MILLIS + Measured.DATABASE_MILLIS + plan.issueMillis()));
        assertThat(plan.keepsUp()).isFalse();
    }
}
