package dev.promo.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SampleTests {

    @Test
    void theMedianIsTheMiddleOneOrBetweenTheMiddleTwo() {
        assertThat(Sample.of(List.of(9.0, 1.0, 2.0)).median()).isEqualTo(2);
        assertThat(Sample.of(List.of(9.0, 1.0, 2.0, 4.0)).median()).isEqualTo(3);
        assertThat(Sample.of(List.of(7.0)).median()).isEqualTo(7);
    }

    @Test
    void aQuantileIsTheLeastMeasurementThatTheShareDoesNotExceed() {
        var hundred = Sample.of(
                IntStream.rangeClosed(1, 100).mapToObj(i -> (double) i).toList());

        assertThat(hundred.quantile(0.99)).isEqualTo(99);
        assertThat(hundred.quantile(1)).isEqualTo(100);
        assertThat(hundred.quantile(0)).isEqualTo(1);
        assertThat(Sample.of(List.of(3.0, 5.0)).quantile(0.5)).isEqualTo(3);
    }

    @Test
    void ofNothingThereIsNoSample() {
        assertThatThrownBy(() -> Sample.of(List.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
