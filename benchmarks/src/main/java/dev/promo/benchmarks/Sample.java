package dev.promo.benchmarks;

import java.util.Collection;

/** Measurements of the same thing, of which there is at least one. */
final class Sample {

    private final double[] sorted;

    private Sample(double[] sorted) {
        this.sorted = sorted;
    }

    static Sample of(Collection<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
        return new Sample(
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray());
    }

    double median() {
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    /** The value that this share of them, from 0 to 1, does not exceed. */
    double quantile(double share) {
        return sorted[Math.clamp((int) Math.ceil(share * sorted.length) - 1, 0, sorted.length - 1)];
    }
}
