package dev.promo.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RestartsTests {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Restarts restarts = new Restarts();

    @Test
    void thePausesGrowUntilItGivesUp() {
        var pauses = IntStream.range(0, 6)
                .mapToObj(_ -> restarts.after(START, START.plusSeconds(5))
                        .map(Duration::toSeconds)
                        .orElse(-1L))
                .toList();

        assertThat(pauses).containsExactly(1L, 2L, 4L, 8L, 16L, -1L);
    }

    @Test
    void aMinuteOfGoodWorkClearsTheSlate() {
        IntStream.range(0, 5).forEach(_ -> restarts.after(START, START));

        assertThat(restarts.after(START, START.plusSeconds(60))).hasValue(Duration.ofSeconds(1));
    }
}
