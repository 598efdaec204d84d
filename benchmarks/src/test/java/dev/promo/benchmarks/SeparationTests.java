package dev.promo.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SeparationTests {

    @Test
    void groupsThatDoNotOverlapAreToldApartWithCertaintyWhicheverIsTheGreater() {
        assertThat(Separation.of(new double[] {1, 2, 3}, new double[] {4, 5}).probability())
                .isEqualTo(1);
        assertThat(Separation.of(new double[] {4, 5}, new double[] {1, 2, 3}).probability())
                .isEqualTo(1);
    }

    @Test
    void equalGroupsAreGuessed() {
        assertThat(Separation.of(new double[] {7, 7}, new double[] {7, 7, 7}).probability())
                .isEqualTo(0.5);
    }

    @Test
    void everyPairCountsOnceAndTiesHalf() {
        // 1 < 2, 1 < 3, 3 > 2, 3 = 3
        assertThat(Separation.of(new double[] {1, 3}, new double[] {2, 3}).probability())
                .isEqualTo(1 - 1.5 / 4);
    }

    @Test
    void ofNormalNumbersItIsWhatTheBooksSay() {
        var random = new Random(1);
        var one = random.doubles(4_000).map(_ -> random.nextGaussian()).toArray();
        var other = random.doubles(4_000).map(_ -> 1 + random.nextGaussian()).toArray();

        assertThat(Separation.of(one, other).probability()).isCloseTo(0.760, within(0.02)); // Φ(1/√2)
    }
}
