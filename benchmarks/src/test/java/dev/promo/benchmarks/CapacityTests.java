package dev.promo.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;

/** The model gives back what was measured where it was measured; elsewhere it is no more than a model. */
class CapacityTests {

    @Test
    void onTheMeasuredMachineAsManyLogInAsDid() {
        var outcome =
                Measured.pipeline(Measured.PROCESSORS, Measured.BCRYPT_MILLIS).run(1_000, 20);

        assertThat(outcome.answered()).isCloseTo(Measured.BCRYPT_A_SECOND, withinPercentage(2));
    }

    @Test
    void aLoginThatIsAloneHasItsVoucherWhenItHad() {
        var outcome =
                Measured.pipeline(Measured.PROCESSORS, Measured.BCRYPT_MILLIS).run(0.1, 2_000);

        assertThat(outcome.delays().median()).isCloseTo(Measured.IDLE_DELAY_MILLIS, withinPercentage(1));
    }

    @Test
    void ofABacklogAsManyAreDecidedOnAsWere() {
        var outcome = Measured.pipeline(10_000, Measured.BCRYPT_MILLIS).run(30_000, 5);

        assertThat(outcome.told()).isCloseTo(Measured.DECIDED_A_SECOND, withinPercentage(5));
    }

    @Test
    void tenThousandASecondNeedBcryptMostOfAll() {
        var plan = new Capacity.Plan(10_000);

        assertThat(plan.processors(Measured.BCRYPT_MILLIS))
                .isGreaterThan(
                        5 * plan.processors(Measured.AUTH_MILLIS + Measured.GATEWAY_MILLIS + plan.issueMillis()));
        assertThat(plan.keepsUp()).isFalse();
    }
}
