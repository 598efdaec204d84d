package dev.promo.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.promo.benchmarks.Pipeline.Station;
import java.util.List;
import org.junit.jupiter.api.Test;

class PipelineTests {

    @Test
    void asManyLogInAsTheProcessorsCanCompare() {
        var pipeline = new Pipeline(2, 100, List.of());

        assertThat(pipeline.run(1_000, 20).answered()).isCloseTo(20, withinPercentage(1));
    }

    @Test
    void whoeverIsAloneWaitsForNothingButTheStations() {
        var pipeline = new Pipeline(2, 100, List.of(new Station("one", 500, 7, 1), new Station("two", 500, 4, 1)));

        assertThat(pipeline.run(0.1, 1_000).delays().median()).isCloseTo(13, withinPercentage(0.1));
    }

    @Test
    void aStationThatIsBehindWorksAtItsLimit() {
        var station = new Station("slow", 500, 10, 0.08);

        var outcome = new Pipeline(1_000, 1, List.of(station)).run(50_000, 10);

        assertThat(station.limit()).isCloseTo(10_000, withinPercentage(0.1));
        assertThat(outcome.told()).isCloseTo(10_000, withinPercentage(2));
    }

    @Test
    void nobodyIsToldOfBeforeTheAnswer() {
        var pipeline = new Pipeline(4, 100, List.of(new Station("one", 3, 5, 0.5)));

        assertThat(pipeline.run(100, 20).delays().quantile(0)).isPositive();
    }
}
