package dev.promo.local.demo;

import java.time.Duration;
import java.util.List;

/** How long something took, several times. */
public record Latency(List<Duration> samples) {

    public Latency {
        samples = samples.stream().sorted().toList();
    }

    public boolean isEmpty() {
        return samples.isEmpty();
    }

    /** The middle one; of an even number the higher of the two in the middle. */
    public Duration median() {
        return samples.get(samples.size() / 2);
    }

    public Duration fastest() {
        return samples.getFirst();
    }

    public Duration slowest() {
        return samples.getLast();
    }
}
