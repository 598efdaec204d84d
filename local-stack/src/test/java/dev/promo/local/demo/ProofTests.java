package dev.promo.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProofTests {

    @Test
    void threeHundredNewcomersOnAFreshSystemUseUpAHundredVouchers() {
        assertThat(proof(0, 0).after(300)).isEqualTo(new Proof(1, "T", 100, 100, 100, 1, 100, 0, 100, 300, 200, true));
    }

    @Test
    void nobodyNewChangesNothing() {
        assertThat(proof(100, 300).after(0)).isEqualTo(proof(100, 300));
        assertThat(proof(0, 0).after(0)).isEqualTo(proof(0, 0));
    }

    @Test
    void whoWasThereBeforeIsCountedIn() {
        assertThat(proof(1, 1).after(300)).isEqualTo(proof(100, 301));
        assertThat(proof(40, 40).after(20)).isEqualTo(proof(60, 60));
    }

    @Test
    void theMedianIsTheMiddleOne() {
        var latency = new Latency(Stream.of(9, 1, 5).map(Duration::ofMillis).toList());

        assertThat(latency.median()).isEqualTo(Duration.ofMillis(5));
        assertThat(latency.fastest()).isEqualTo(Duration.ofMillis(1));
        assertThat(latency.slowest()).isEqualTo(Duration.ofMillis(9));
        assertThat(new Latency(List.of()).isEmpty()).isTrue();
    }

    @Test
    void aLineThatIsNotSoIsMarked() {
        var result = new DemoResult(
                List.of(Finding.of("gaps", 0, 1), Finding.of("vouchers issued", 100, 100)), new Latency(List.of()));

        assertThat(result.holds()).isFalse();
        assertThat(result.table())
                .filteredOn(line -> line.contains("NOT SO"))
                .singleElement()
                .asString()
                .contains("gaps");
    }

    private static Proof proof(int issued, long firstLogins) {
        return new Proof(
                1,
                "T",
                100,
                issued,
                issued,
                Math.min(1, issued),
                issued,
                0,
                issued,
                firstLogins,
                firstLogins - issued,
                true);
    }
}
