package dev.promo.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class WrkTests {

    private static final String SAID = """
            Running 6s test @ http://127.0.0.1:8080
              1 threads and 16 connections
              Thread Stats   Avg      Stdev     Max   +/- Stdev
                Latency    12.14ms    9.87ms  99.02ms   85.11%
                Req/Sec     1.51k   210.30     1.92k    66.67%
              Latency Distribution
                 50%  500.00us
                 75%   12.77ms
                 90%   21.30ms
                 99%    1.02s
              9034 requests in 6.01s, 5.52MB read
            Requests/sec:   1503.35
            Transfer/sec:      0.92MB
            """;

    @Test
    void whatWrkSaysIsReadInMilliseconds() {
        var measured = Wrk.Measured.read(SAID);

        assertThat(measured).isEqualTo(new Wrk.Measured(1503.35, 9034, 0.5, 1020));
    }

    @Test
    void aRunWithBadAnswersIsNoMeasurement() {
        assertThatThrownBy(() -> Wrk.Measured.read(SAID + "  Non-2xx or 3xx responses: 3\n"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Non-2xx or 3xx responses: 3");
    }
}
