package dev.promo.defaults.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A counter for each way something can end, tagged {@code outcome}. All are there from the start, at 0: of a counter that comes into
 * being with its first event, nobody who watches rates ever sees that event.
 */
public final class Outcomes {

    private final Map<String, Counter> counters;

    /**
     * Makes the counters.
     *
     * @param name of the metric, such as {@code login.attempts}
     * @param outcomes all there are
     */
    public Outcomes(MeterRegistry registry, String name, String... outcomes) {
        counters = Stream.of(outcomes)
                .collect(Collectors.toMap(Function.identity(), outcome -> registry.counter(name, "outcome", outcome)));
    }

    /**
     * Counts one more of these.
     *
     * @throws IllegalArgumentException for an outcome that was not named at the start
     */
    public void count(String outcome) {
        var counter = counters.get(outcome);
        if (counter == null) {
            throw new IllegalArgumentException("no outcome: " + outcome);
        }
        counter.increment();
    }
}
