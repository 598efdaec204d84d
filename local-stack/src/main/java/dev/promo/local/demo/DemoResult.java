package dev.promo.local.demo;

import java.util.ArrayList;
import java.util.List;

/**
 * What the demo found.
 *
 * @param findings the proof, line by line
 * @param latency from a login's answer to the voucher at /homepage, for newcomers one after another; empty if nobody was new
 */
public record DemoResult(List<Finding> findings, Latency latency) {

    public DemoResult {
        findings = List.copyOf(findings);
    }

    /** Whether every line of the proof is as it must be. */
    public boolean holds() {
        return findings.stream().allMatch(Finding::holds);
    }

    /** The proof as a table for people. */
    public List<String> table() {
        var lines = new ArrayList<String>();
        lines.add("  %-52s %12s %12s".formatted("", "must be", "is"));
        for (var finding : findings) {
            lines.add("  %-52s %12s %12s  %s"
                    .formatted(
                            finding.what(),
                            finding.expected(),
                            finding.found(),
                            finding.holds() ? "ok" : "<-- NOT SO"));
        }
        return lines;
    }
}
