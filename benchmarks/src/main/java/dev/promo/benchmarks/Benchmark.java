package dev.promo.benchmarks;

import java.util.List;

/** One claim and its measurement. */
interface Benchmark {

    /** What it is called on the command line. */
    String name();

    /** The claim, in a sentence. */
    String claim();

    /** Measures; takes minutes, and needs the machine for itself. */
    Report run(Lab lab) throws Exception;

    /**
     * What was measured.
     *
     * @param lines a table for people to read
     * @param holds whether the claim was found true
     */
    record Report(List<String> lines, boolean holds) {
        public Report {
            lines = List.copyOf(lines);
        }
    }
}
