package dev.promo.benchmarks;

import java.util.Arrays;

/**
 * How well two groups of measurements can be told apart.
 *
 * @param probability that of one member of each group, drawn at random, the greater one is of the group that is mostly greater,
 *     with ties counting half: 0.5 is guessing, 1 is certainty (the area under the ROC curve, from the Mann–Whitney U statistic)
 */
record Separation(double probability) {

    /** Compares every member of one group with every one of the other; neither is empty. */
    static Separation of(double[] one, double[] other) {
        var sorted = other.clone();
        Arrays.sort(sorted);
        var wins = 0.0;
        for (var value : one) {
            var below = countBelow(sorted, value);
            var notAbove = countBelow(sorted, Math.nextUp(value));
            wins += below + (notAbove - below) / 2.0;
        }
        var greater = wins / ((double) one.length * other.length);
        return new Separation(Math.max(greater, 1 - greater));
    }

    private static int countBelow(double[] sorted, double limit) {
        var low = 0;
        var high = sorted.length;
        while (low < high) {
            var middle = (low + high) >>> 1;
            if (sorted[middle] < limit) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
