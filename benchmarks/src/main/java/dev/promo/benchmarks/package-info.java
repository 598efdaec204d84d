/**
 * Measured claims. Each {@link dev.promo.benchmarks.Benchmark} compares two or more things side by side in one run, on a system of
 * its own that it starts and stops, and says whether the claim holds.
 */
@NullMarked
package dev.promo.benchmarks;

import org.jspecify.annotations.NullMarked;
